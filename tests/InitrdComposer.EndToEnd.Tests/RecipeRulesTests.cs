using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>What the recipe's author is told while building: patterns, stale locks, scriptlets that nobody knows.</summary>
public sealed class RecipeRulesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AModulePatternThatMatchesNothingIsAnErrorWithASuggestion()
    {
        Write("[modules]\ninclude = [\n  \"virtio_blk\",\n  \"scsi-hd\",\n]");
        ToolResult result = Build();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("scsi-hd", result.Error, StringComparison.Ordinal);
        Assert.Contains("sd_mod", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void AChangedRecipeMakesTheLockStaleAndTheErrorNamesTheCommand()
    {
        Write("");
        Assert.Equal(0, Build().ExitCode);
        Write("weak-dependencies = true", install: "\"filesystem\", \"base-files\", \"systemd\", \"kmod\", \"less\"");
        ToolResult result = Build();
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("initrd-composer lock", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownScriptletIsANoteAndUnderStrictAnError()
    {
        Write("", install: "\"filesystem\", \"base-files\", \"systemd\", \"kmod\", \"tiny-lua\"");
        ToolResult lenient = Build();
        Assert.True(lenient.ExitCode == 0, lenient.Error);
        Assert.Contains("tiny-lua", lenient.Error, StringComparison.Ordinal);
        ToolResult strict = Build("--strict");
        Assert.Equal(1, strict.ExitCode);
        Assert.Contains("tiny-lua", strict.Error, StringComparison.Ordinal);
    }

    private void Write(string more, string install = "\"filesystem\", \"base-files\", \"systemd\", \"kmod\"") => File.WriteAllText(
        _folder["rules.toml"],
        $"""
        [[repositories]]
        id = "demo"
        baseurl = "{DistroFixture.Require().Repository}"
        signatures = "none"

        [packages]
        install = [{install}]
        {(more.StartsWith('[') ? "" : more)}

        [roles]
        kernel = "linux-image-*-cloud-amd64"

        {(more.StartsWith('[') ? more : "")}
        """);

    private ToolResult Build(params string[] options) =>
        ComposerProgram.Run(["build", _folder["rules.toml"], "--output", _folder["out"], "--cache", _folder["cache"], .. options]);
}
