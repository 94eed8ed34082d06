using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>
/// The program as `make build` leaves it, trimmed and compiled ahead, does the same as the one that is built with the tests: whichever all others try, these try the other one.
/// </summary>
public sealed class PublishedProgramTests(ComposedDemo demo)
{
    private static readonly string Published = Checkout.Artifact("initrd-composer");

    private static readonly string Other = ComposerProgram.FileName == ComposerProgram.Built ? Published : ComposerProgram.Built;

    [Fact]
    public void ItBuildsTheSameBytes()
    {
        demo.Require();
        using var folder = new TempFolder();
        Run(0, "lock", demo.Distro.Recipe, "--lock", folder["lock"], "--cache", folder["cache"]);
        Assert.Equal(File.ReadAllText(demo.Lock), File.ReadAllText(folder["lock"]));
        Run(0, "build", demo.Distro.Recipe, "--lock", folder["lock"], "--output", folder["out"], "--cache", folder["cache"]);
        string[] files = [.. Directory.EnumerateFiles(demo.Output).Order(StringComparer.Ordinal)];
        Assert.Equal(files.Select(Path.GetFileName), Directory.EnumerateFiles(folder["out"]).Order(StringComparer.Ordinal).Select(Path.GetFileName));
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder["out"], Path.GetFileName(file)))));
    }

    [Theory]
    [InlineData("inspect", "--json")]
    [InlineData("inspect")]
    public void ItLooksIntoWhatItBuilt(params string[] arguments)
    {
        demo.Require();
        Assert.Equal(ComposerProgram.Run([.. arguments, demo.Uki]).Output, Run(0, [.. arguments, demo.Uki]).Output);
    }

    [Fact]
    public void ItSaysErrorsInBothForms()
    {
        using var folder = new TempFolder();
        Assert.StartsWith("error[IC-", Run(7, "show", folder["missing.toml"]).Error, StringComparison.Ordinal);
        Assert.Contains("\"exitCode\": 7", Run(7, "show", folder["missing.toml"], "--json").Error, StringComparison.Ordinal);
    }

    private static ToolResult Run(int exitCode, params string[] arguments)
    {
        ToolResult result = Tool.Require(Other, "none: `make build` makes it").Start(null, null, arguments);
        Assert.True(result.ExitCode == exitCode, $"initrd-composer {string.Join(' ', arguments)}: exit {result.ExitCode}\n{result.Error}{result.Output}");
        return result;
    }
}
