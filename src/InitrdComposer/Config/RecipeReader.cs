using InitrdComposer.Config.Layers;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config;

/// <summary>
/// A recipe's files -> <see cref="Recipe"/>. Strict: what no setting is called, or what a setting cannot be, is refused with its file, line and column.
/// </summary>
public static class RecipeReader
{
    /// <param name="path">The recipe's own file; what it includes, its drop-ins and profiles are read with it.</param>
    /// <param name="choices">From the command line; null: none.</param>
    /// <param name="disk">Where the files are; null: this machine's.</param>
    /// <exception cref="ComposerException">A file cannot be read, or all together are no recipe.</exception>
    public static Recipe Read(string path, RecipeChoices? choices = null, Disk? disk = null)
    {
        try
        {
            return Parse(TomlFile.Read(disk ?? Disk.Host, path, TomlLimits.Default), path, choices, disk);
        }
        catch (MalformedDataException cause)
        {
            throw TomlLayer.Malformed(path, cause);
        }
    }

    /// <param name="utf8">The recipe's text.</param>
    /// <param name="path">Its file, for locations, the default name, and what other files are relative to.</param>
    /// <inheritdoc cref="Read"/>
    public static Recipe Parse(ReadOnlySpan<byte> utf8, string path, RecipeChoices? choices = null, Disk? disk = null) =>
        RecipeComposition.Compose(disk ?? Disk.Host, utf8, path, choices ?? RecipeChoices.None);
}
