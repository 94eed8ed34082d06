using System.Collections.Immutable;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>A [table] of settings; when it is missing, all its settings are at their defaults.</summary>
/// <param name="key">The table's name.</param>
/// <param name="blank">What the rows fill in.</param>
/// <param name="rows">Its settings.</param>
/// <param name="get">The property that keeps it.</param>
/// <param name="set">The same, with a value.</param>
/// <param name="description">One line for the reference.</param>
internal sealed class TableSetting<TOwner, T>(
    string key, T blank, ImmutableArray<Setting<T>> rows, Func<TOwner, T?> get, Func<TOwner, T?, TOwner> set, string description)
    : Setting<TOwner>(key, description)
    where T : class
{
    /// <summary>Says what it means that the table is missing, where that is not the same as an empty table.</summary>
    public string? WhenUnset { get; init; }

    public override bool IsRequired => WhenUnset is null && rows.Any(row => row.IsRequired);

    public override IEnumerable<string> InnerKeys => rows.Select(row => row.Key);

    public override string Header => $"[{Key}]";

    public override string Example => string.Join('\n', [Header, .. rows.Select(row => row.Example)]);

    public override TOwner Read(TOwner owner, TomlEntry entry, string path, SettingSource source) => entry.Value is TomlTable table
        ? set(owner, SettingRows.Read(rows, blank, table, Header, path + ".", source))
        : throw source.Refuse(RecipeDiagnostics.WrongType, path, entry.Value, "a table", $"write {Header} on a line of its own");

    public override TOwner ReadDefault(TOwner owner) => set(owner, WhenUnset is null ? rows.Aggregate(blank, (record, row) => row.ReadDefault(record)) : null);

    public override void Show(TOwner owner, string path, EffectiveText text)
    {
        if (get(owner) is not T record)
        {
            text.Missing(Header, WhenUnset!);
            return;
        }

        text.Header(Header);
        foreach (Setting<T> row in rows) row.Show(record, $"{path}.{row.Key}", text);
    }

    public override void Document(ReferenceText text)
    {
        text.Section(Header, Description, WhenUnset);
        foreach (Setting<T> row in rows) row.Document(text);
        text.Example(Example);
    }
}
