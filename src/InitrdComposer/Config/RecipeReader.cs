using System.Reflection;
using InitrdComposer.Config.Settings;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Toml;
using NuGet.Versioning;

namespace InitrdComposer.Config;

/// <summary>TOML -> <see cref="Recipe"/>. Strict: what no setting is called, or what a setting cannot be, is refused with its line and column.</summary>
public static class RecipeReader
{
    /// <exception cref="ComposerException">The file cannot be read, or is no recipe.</exception>
    public static Recipe Read(string path)
    {
        try
        {
            return Parse(TomlFile.Read(path, TomlLimits.Default), path);
        }
        catch (MalformedDataException cause)
        {
            throw Malformed(path, cause);
        }
    }

    /// <param name="utf8">The recipe's text.</param>
    /// <param name="path">Its file, for locations and the default name.</param>
    /// <exception cref="ComposerException">It is no recipe.</exception>
    public static Recipe Parse(ReadOnlySpan<byte> utf8, string path)
    {
        TomlTable table;
        try
        {
            table = TomlReader.Read(utf8);
        }
        catch (MalformedDataException cause)
        {
            throw Malformed(path, cause);
        }

        var source = new SettingSource(path);
        RequireVersion(table, source);
        Recipe recipe = SettingRows.Read(RecipeSettings.All, Blank(path), table, "the recipe", "", source);
        recipe = recipe with
        {
            Name = recipe.Name.Length > 0 ? recipe.Name : Path.GetFileNameWithoutExtension(path),
            Origins = source.Origins,
            Text = utf8.ToArray(),
        };
        RecipeChecks.Require(recipe);
        return recipe;
    }

    private static Recipe Blank(string path) =>
        new(
            "", path, "", null, [], new([], [], WeakDependencies: false), new([], [], null, []),
            new([], []), new([], [], Documentation: false, [], []), [], [], new(CompressionFormat.Zstd, null), null);

    /// <summary>Comes first: a newer recipe may well have keys that this version does not know.</summary>
    private static void RequireVersion(TomlTable table, SettingSource source)
    {
        if (table.Find("minimum-version")?.Value is not TomlString value || !NuGetVersion.TryParse(value.Value, out NuGetVersion? wanted)) return;
        var own = NuGetVersion.Parse(typeof(RecipeReader).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
        if (own >= wanted) return;
        string expected = $"at most {own.ToNormalizedString()}, which this is";
        throw source.Refuse(RecipeDiagnostics.MinimumVersion, "minimum-version", value, expected, "install a newer InitrdComposer");
    }

    private static ComposerException Malformed(string path, MalformedDataException cause) => ComposerException.Malformed(
        cause.Field switch
        {
            TomlField.Size or TomlField.Depth => RecipeDiagnostics.Limit,
            TomlField.Definition => RecipeDiagnostics.DuplicateDefinition,
            TomlField.Encoding => RecipeDiagnostics.Encoding,
            _ => RecipeDiagnostics.Syntax,
        },
        path,
        cause);
}
