using System.Reflection;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Toml;
using NuGet.Versioning;

namespace InitrdComposer.Config.Layers;

/// <summary>A TOML file of a recipe: the recipe's own, or one that it includes.</summary>
/// <param name="Name">As messages have it.</param>
internal sealed record TomlLayer(string Name, TomlTable Table, SettingSource Source)
{
    /// <summary>Reads the text, and sees to it that this version may.</summary>
    /// <param name="utf8">The file's.</param>
    /// <param name="name">As messages have it.</param>
    /// <param name="folder">Where its relative paths start, from the recipe's folder.</param>
    /// <exception cref="ComposerException">It is no TOML, or for a newer version.</exception>
    public static TomlLayer Parse(ReadOnlySpan<byte> utf8, string name, string folder, SettingOrigins origins)
    {
        try
        {
            var layer = new TomlLayer(name, TomlReader.Read(utf8), new SettingSource(name, origins) { Folder = folder });
            layer.RequireVersion();
            return layer;
        }
        catch (MalformedDataException cause)
        {
            throw Malformed(name, cause);
        }
    }

    public static ComposerException Malformed(string path, MalformedDataException cause) => ComposerException.Malformed(
        cause.Field switch
        {
            TomlField.Size or TomlField.Depth => RecipeDiagnostics.Limit,
            TomlField.Definition => RecipeDiagnostics.DuplicateDefinition,
            TomlField.Encoding => RecipeDiagnostics.Encoding,
            _ => RecipeDiagnostics.Syntax,
        },
        path,
        cause);

    public Recipe LayOver(Recipe recipe) => SettingRows.Merge(RecipeSettings.All, recipe, Table, "the recipe", "", Source);

    /// <summary>Comes first: a newer recipe may well have keys that this version does not know.</summary>
    private void RequireVersion()
    {
        if (Table.Find("minimum-version")?.Value is not TomlString value || !NuGetVersion.TryParse(value.Value, out NuGetVersion? wanted)) return;
        var own = NuGetVersion.Parse(typeof(RecipeReader).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
        if (own >= wanted) return;
        string expected = $"at most {own.ToNormalizedString()}, which this is";
        throw Source.Refuse(RecipeDiagnostics.MinimumVersion, "minimum-version", value, expected, "install a newer InitrdComposer");
    }
}
