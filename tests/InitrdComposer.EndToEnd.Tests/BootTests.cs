using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>What was composed starts a machine.</summary>
[Collection(BootCollection.Name)]
public sealed class BootTests(ComposedDemo demo)
{
    [Fact]
    public void KernelAndInitrdReachSwitchRoot()
    {
        demo.Require();
        ToolResult result = Boot(demo.Output);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Contains("switch-root", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TheUkiReachesSwitchRootUnderUefi()
    {
        demo.Require();
        ToolResult result = Boot(demo.Output, "--uki");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Fact]
    public void WithoutModulesDepTheVerdictIsFailedAndSaysWhy()
    {
        demo.Require();
        using var folder = new TempFolder();
        string recipe = folder["broken.toml"];
        string text = demo.Distro.RecipeForElsewhere;
        Assert.Contains("remove-files = [", text, StringComparison.Ordinal);
        File.WriteAllText(recipe, text
            .Replace("remove-files = [", "remove-files = [\n  \"/usr/lib/modules/*/modules.dep*\",", StringComparison.Ordinal));
        string output = folder["out"];
        ToolResult built = ComposerProgram.Run("build", recipe, "--lock", folder["broken.lock"], "--output", output, "--cache", demo.Cache);
        Assert.True(built.ExitCode == 0, built.Error);

        ToolResult result = Boot(output);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("modules.dep", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheVariantThatIsNamedBootsWithItsOwnCommandLine()
    {
        demo.Require();
        using var folder = new TempFolder();
        const string Root = "root=LABEL=demo-root";
        string text = demo.Distro.RecipeForElsewhere;
        Assert.Contains(Root, text, StringComparison.Ordinal);
        File.WriteAllText(folder["demo.toml"], text
            .Replace(Root, "root=LABEL=nowhere", StringComparison.Ordinal)
            + $"\n[[variants]]\nname = \"rescue\"\nmodules = [\"?nbd\"]\ncmdline = \"console=ttyS0 rw {Root}\"\n");
        string output = folder["out"];
        ToolResult built = ComposerProgram.Run("build", folder["demo.toml"], "--output", output, "--cache", demo.Cache);
        Assert.True(built.ExitCode == 0, built.Error);

        ToolResult unnamed = Boot(output);
        Assert.Equal(2, unnamed.ExitCode);
        Assert.Contains("demo, demo-rescue", unnamed.Error, StringComparison.Ordinal);

        ToolResult result = Boot(output, "--image", "demo-rescue");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.True(File.Exists(folder["out.demo-rescue.boot.log"]));
    }

    private ToolResult Boot(string output, params string[] options)
    {
        Tool.Require("qemu-system-x86_64", "qemu-system-x86");
        return ComposerProgram.Run(["boot", output, "--root", demo.Distro.RootDisk, .. options]);
    }
}
