using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>Reads a table by its rows, and refuses what no row knows.</summary>
internal static class SettingRows
{
    /// <param name="rows">All that may be in the table.</param>
    /// <param name="blank">What the rows fill in.</param>
    /// <param name="table">What the recipe says.</param>
    /// <param name="header">The table in words: "[packages]".</param>
    /// <param name="prefix">What the whole names of its settings begin with: "packages.", or nothing.</param>
    /// <param name="source">Where the table comes from.</param>
    /// <exception cref="ComposerException">A key is unknown, missing, or its value is wrong.</exception>
    public static T Read<T>(ImmutableArray<Setting<T>> rows, T blank, TomlTable table, string header, string prefix, SettingSource source)
    {
        foreach (TomlEntry entry in table.Entries)
        {
            if (!rows.Any(row => row.Key == entry.Key)) throw Unknown(entry, header, [.. rows.Select(row => row.Key)], source);
        }

        // What is wrong comes before what is missing: it has a line of its own.
        T record = blank;
        foreach (Setting<T> row in rows)
        {
            if (table.Find(row.Key) is TomlEntry entry) record = row.Read(record, entry, prefix + row.Key, source);
        }

        foreach (Setting<T> row in rows.Where(row => table.Find(row.Key) is null))
        {
            record = row.IsRequired ? throw Missing(row, table, header, source) : row.ReadDefault(record);
        }

        return record;
    }

    private static ComposerException Unknown(TomlEntry entry, string header, ImmutableArray<string> known, SettingSource source)
    {
        string? home = RecipeSettings.HomeOf(entry.Key);
        string hint = home is not null ? $"{entry.Key} belongs {home}"
            : Spelling.Closest(entry.Key, known) is string close ? $"did you mean {close}?"
            : $"known here: {string.Join(", ", known)}";
        return new(RecipeDiagnostics.UnknownKey, $"unknown key {TomlText.Key(entry.Key)} in {header}", source.At(entry.KeyPosition), hint);
    }

    private static ComposerException Missing<T>(Setting<T> row, TomlTable table, string header, SettingSource source)
    {
        string example = row.Example.Replace("\n", "; ", StringComparison.Ordinal);
        return new(RecipeDiagnostics.Missing, $"{header} has no {row.Header}", source.At(table.Position), $"for example: {example}");
    }
}
