using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>Reads a table by its rows, and refuses what no row knows.</summary>
internal static class SettingRows
{
    /// <summary>A table that is complete in itself: what it does not say is at its default.</summary>
    /// <param name="rows">All that may be in the table.</param>
    /// <param name="blank">What the rows fill in.</param>
    /// <param name="table">What the layer says.</param>
    /// <param name="header">The table in words: "[packages]".</param>
    /// <param name="prefix">What the whole names of its settings begin with: "packages.", or nothing.</param>
    /// <param name="source">Where the table comes from.</param>
    /// <exception cref="ComposerException">A key is unknown, missing, or its value is wrong.</exception>
    public static T Read<T>(ImmutableArray<Setting<T>> rows, T blank, TomlTable table, string header, string prefix, SettingSource source) =>
        Complete(rows, Merge(rows, blank, table, header, prefix, source), prefix, source.Origins, new(header, source.At(table.Position)));

    /// <summary>What one layer says, over what those before it said.</summary>
    /// <param name="record">As the layers before left it.</param>
    /// <inheritdoc cref="Read"/>
    public static T Merge<T>(ImmutableArray<Setting<T>> rows, T record, TomlTable table, string header, string prefix, SettingSource source)
    {
        foreach (TomlEntry entry in table.Entries)
        {
            if (!rows.Any(row => row.Key == entry.Key)) throw Unknown(entry.Key, header, [.. rows.Select(row => row.Key)], source.At(entry.KeyPosition));
        }

        foreach (Setting<T> row in rows)
        {
            if (table.Find(row.Key) is TomlEntry entry) record = row.Read(record, entry, prefix + row.Key, source);
        }

        return record;
    }

    /// <summary>After the last layer. What is missing inside a table that is there comes first: it has a line of its own.</summary>
    public static T Complete<T>(ImmutableArray<Setting<T>> rows, T record, string prefix, SettingOrigins origins, SettingPlace place) =>
        rows.OrderBy(row => !origins.IsGiven(prefix + row.Key)).Aggregate(record, (current, row) => row.Complete(current, prefix + row.Key, origins, place));

    /// <param name="keys">The setting's name from here on.</param>
    /// <exception cref="ComposerException">A key is unknown, or the change does not fit its setting.</exception>
    public static T Change<T>(
        ImmutableArray<Setting<T>> rows, T record, ReadOnlySpan<string> keys, string header, string prefix, SettingChange change, SettingSource source)
    {
        string key = keys[0];
        Setting<T> row = rows.FirstOrDefault(row => row.Key == key) ?? throw Unknown(key, header, [.. rows.Select(row => row.Key)], source.At(default));
        return row.Change(record, keys[1..], prefix + key, change, source);
    }

    private static ComposerException Unknown(string key, string header, ImmutableArray<string> known, SourceLocation location)
    {
        string? home = RecipeSettings.HomeOf(key);
        string hint = home is not null ? $"{key} belongs {home}"
            : Spelling.Closest(key, known) is string close ? $"did you mean {close}?"
            : $"known here: {string.Join(", ", known)}";
        return new(RecipeDiagnostics.UnknownKey, $"unknown key {TomlText.Key(key)} in {header}", location, hint);
    }
}
