using System.Text.RegularExpressions;
using InitrdComposer.Lock;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The closure beside dnf's, on the same repository.</summary>
public sealed partial class ClosureTests
{
    [Fact]
    public void TheDemosClosureIsDnfs()
    {
        DistroFixture distro = DistroFixture.Require();
        string[] wanted = [.. File.ReadLines(Checkout.Fixture("distro", "sets", "initrd.txt")).Select(line => line.Split('#')[0].Trim()).Where(name => name.Length > 0)];

        ToolResult ours = ComposerProgram.Run(["resolve", "--repo", distro.Repository, .. wanted]);
        Assert.True(ours.ExitCode == 0, ours.Error);
        Assert.Equal(DnfClosure(), ours.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The list that dnf is given names the libraries that programs load by dlopen(); the recipe leaves them to what the programs say.</summary>
    [Fact]
    public void TheDemosLockIsDnfsClosureOfAListThatNamesWhatIsLoaded()
    {
        using var folder = new TempFolder();
        ToolResult result = ComposerProgram.Run("lock", DistroFixture.Require().Recipe, "--lock", folder["demo.lock"], "--cache", folder["cache"]);
        Assert.True(result.ExitCode == 0, result.Error);
        string[] packages = [.. LockReader.Read(folder["demo.lock"]).Packages.Where(package => package.Role == PackageRole.Install).Select(package => package.Nevra.ToString())];
        Assert.Equal(DnfClosure(), packages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AnUnsatisfiableRequestExitsWith5AndSaysWhy()
    {
        DistroFixture distro = DistroFixture.Require();
        ToolResult result = ComposerProgram.Run("resolve", "--repo", distro.Repository, "systemd", "no-such-package");
        Assert.Equal(5, result.ExitCode);
        Assert.Contains("no-such-package", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void TheReadmesFailureIsWhatTheProgramSays()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["my.toml"], $"""
            [[repositories]]
            id = "demo"
            baseurl = "{DistroFixture.Require().Repository}"
            signatures = "none"
            [packages]
            install = ["systemd", "lvm2"]
            exclude = ["libdevmapper*"]
            """);
        ToolResult result = ComposerProgram.Run("lock", folder["my.toml"], "--quiet", "--cache", folder["cache"]);
        Assert.Equal(5, result.ExitCode);
        string readme = File.ReadAllText(Path.Combine(Checkout.Root, "README.md"));
        int start = readme.IndexOf("error[IC-SLV03]", StringComparison.Ordinal);
        string example = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];
        Assert.Equal(WithoutVersions(example), WithoutVersions(result.Error.Replace(folder.Path + "/", "", StringComparison.Ordinal)));
    }

    // Debian's move on.
    private static string WithoutVersions(string text) => Versions().Replace(text, "-VERSION").TrimEnd();

    [GeneratedRegex("-[0-9]+[.:][^ ,]*-[0-9][^ ,]*")]
    private static partial Regex Versions();

    /// <summary>What dnf would install into an empty root: name-[epoch:]version-release.arch, sorted by bytes.</summary>
    private static string[] DnfClosure()
    {
        Tool.Require("dnf", "dnf");
        string closure = Tool.Require(Checkout.Fixture("distro", "closure.sh"), "none: it is in the checkout").Run(Checkout.Artifact("distro"));
        return closure.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
