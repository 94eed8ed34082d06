using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>Kernels that come in several packages, of which several versions may be installed: each takes its own version of the others.</summary>
public sealed partial class SplitKernelTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EachKernelHasTheModulePackagesOfItsVersion()
    {
        BuildKernel("6.1.0");
        BuildKernel("6.2.0");
        Compose("""["kernel-core = 6.1.0-1", "kernel-core = 6.2.0-1"]""");
        Assert.Equal(
            ["6.1.0-1", "6.2.0-1"],
            KernelPackages().Where(package => package.StartsWith("kernel-modules-6", StringComparison.Ordinal)).Select(package => package.Split('-', 3)[2].Split(".x86_64")[0]).Order(StringComparer.Ordinal));
        Assert.Equal(6, KernelPackages().Length);
        foreach (string version in new[] { "6.1.0-1.x86_64", "6.2.0-1.x86_64" })
        {
            Assert.Equal($"the image of {version}\n", File.ReadAllText(_folder[$"out/small-{version}.vmlinuz"]));
            Assert.Equal(
                [$"usr/lib/modules/{version}/kernel/drivers/split_core.ko", $"usr/lib/modules/{version}/kernel/drivers/split_more.ko"],
                ModulesOf($"small-{version}"));
        }
    }

    [Fact]
    public void TheNewestOfSeveralVersionsIsTakenWhole()
    {
        BuildKernel("6.1.0");
        BuildKernel("6.2.0");
        Compose("\"kernel-core\"");
        Assert.All(KernelPackages(), package => Assert.EndsWith("-6.2.0-1.x86_64", package, StringComparison.Ordinal));
        Assert.Equal(3, KernelPackages().Length);
        Assert.Equal(2, ModulesOf("small").Length);
    }

    private void BuildKernel(string version)
    {
        Tool.Require("as", "binutils");
        Tool.Require("rpmbuild", "rpm").Run(
            "-bb", "--quiet", "--define", $"_topdir {_folder["build"]}", "--define", $"_rpmdir {_folder["rpms"]}", "--define", $"kernel_version {version}",
            "--define", "_binary_payload w1.zstdio", Checkout.Fixture("split-kernel", "kernel.spec"));
    }

    private void Compose(string kernel)
    {
        File.WriteAllText(_folder["small.toml"], $"""
            name = "small"

            [[repositories]]
            id = "kernels"
            packages = "rpms"
            signatures = "none"

            [[repositories]]
            id = "distro"
            baseurl = "{DistroFixture.Require().Repository}"
            signatures = "none"

            [packages]
            install = ["filesystem", "base-files", "systemd"]
            exclude = ["linux-image-*"]    # provides kernel-modules as well

            [roles]
            kernel = {kernel}
            kernel-modules = ["kernel-modules-core", "kernel-modules"]

            [modules]
            include = ["split_more", "split_builtin"]
            """);
        ToolResult locked = ComposerProgram.Run("lock", _folder["small.toml"], "--cache", _folder["cache"]);
        Assert.True(locked.ExitCode == 0, locked.Error);
        ToolResult built = ComposerProgram.Run("build", _folder["small.toml"], "--output", _folder["out"], "--cache", _folder["cache"]);
        Assert.True(built.ExitCode == 0, built.Error);
    }

    private string[] KernelPackages() => [.. KernelPackage().Matches(File.ReadAllText(_folder["small.lock"])).Select(match => match.Groups[1].Value)];

    private string[] ModulesOf(string image)
    {
        ToolResult inspected = ComposerProgram.Run("inspect", _folder[$"out/{image}.initrd"]);
        Assert.True(inspected.ExitCode == 0, inspected.Error);
        return [.. Module().Matches(inspected.Output).Select(match => match.Value).Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("usr/lib/modules/[^ \n]*\\.ko", RegexOptions.None, 1000)]
    private static partial Regex Module();

    [GeneratedRegex("^nevra = \"(?<nevra>.*)\"\nrole = \"kernel\"$", RegexOptions.Multiline, 1000)]
    private static partial Regex KernelPackage();
}
