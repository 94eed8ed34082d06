using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config.Layers;

/// <summary>A project's folder with a recipe in it and whatever a test lays beside it.</summary>
internal sealed class RecipeFolder : IDisposable
{
    /// <summary>A recipe that has everything a layer could build upon.</summary>
    public const string Recipe = """
        distribution = "debian"
        release = "13"
        [[repositories]]
        id = "main"
        baseurl = "repo"
        [packages]
        install = ["systemd"]
        [roles]
        kernel = "linux"
        stub = "systemd-boot"
        [uki]
        cmdline = "rw"

        """;

    private readonly TempFolder _folder = new();

    public RecipeFolder(string recipe = Recipe, string name = "r.toml") => Write(name, recipe);

    public string Path => _folder.Path;

    public string this[string name] => _folder[name];

    public RecipeFolder Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
        return this;
    }

    public Recipe Read(ImmutableArray<string> profiles = default, ImmutableArray<string> settings = default) =>
        RecipeReader.Read(_folder["r.toml"], new(profiles.IsDefault ? [] : profiles, settings.IsDefault ? [] : settings));

    /// <summary>The error of reading it, its location without the folder.</summary>
    public (string Id, string Location, string Message, string? Hint) Fault(ImmutableArray<string> profiles = default, ImmutableArray<string> settings = default)
    {
        ComposerException error = Assert.Throws<ComposerException>(() => Read(profiles, settings));
        Assert.Equal(FailureKind.Usage, error.Id.Kind);
        return (error.Id.ToString(), Short(error.Location.ToString()!), Short(error.Message), error.Hint);
    }

    /// <summary>A text without the path of the folder.</summary>
    public string Short(string text) => text.Replace(_folder.Path + "/", "", StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();
}
