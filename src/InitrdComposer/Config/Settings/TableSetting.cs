using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
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

    public override string Example => string.Join('\n', [Header, .. rows.Where(row => !row.IsTable).Select(row => row.Example)]);

    public override TOwner Read(TOwner owner, TomlEntry entry, string path, SettingSource source)
    {
        if (entry.Value is not TomlTable table)
        {
            throw source.Refuse(RecipeDiagnostics.WrongType, path, entry.Value, "a table", $"write {Header} on a line of its own");
        }

        T record = Opened(owner, path, source, source.At(table.Position));
        return set(owner, SettingRows.Merge(rows, record, table, Header, path + ".", source));
    }

    public override TOwner Change(TOwner owner, ReadOnlySpan<string> rest, string path, SettingChange change, SettingSource source)
    {
        SourceLocation place = source.At(default);
        if (rest.Length == 0 && change.Kind == ChangeKind.Clear)
        {
            source.Origins.Forget(path);
            return ReadDefault(owner);
        }

        if (rest.Length == 0) throw new ComposerException(RecipeDiagnostics.Override, $"{path} is a table: only what is in it can be changed", place, $"for example: {path}.{rows[0].Key}=..., or {path}= for a recipe without it");
        return set(owner, SettingRows.Change(rows, Opened(owner, path, source, place), rest, Header, path + ".", change, source));
    }

    public override TOwner Complete(TOwner owner, string path, SettingOrigins origins, SettingPlace place)
    {
        if (origins.Find(path) is SourceLocation own) return set(owner, SettingRows.Complete(rows, get(owner)!, path + ".", origins, new(Header, own)));
        return IsMissed(origins) ? throw Missing(place) : ReadDefault(owner);
    }

    public override TOwner ReadDefault(TOwner owner) => set(owner, WhenUnset is null ? rows.Aggregate(blank, (record, row) => row.ReadDefault(record)) : null);

    public override void Show(TOwner owner, string path, IEffectiveSettings text)
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
        foreach (Setting<T> row in rows.Where(row => !row.IsTable)) row.Document(text);
        text.Example(Example);
        foreach (Setting<T> row in rows.Where(row => row.IsTable)) row.Document(text);
    }

    /// <summary>As the layers before left it, or nothing yet.</summary>
    private T Opened(TOwner owner, string path, SettingSource source, SourceLocation place)
    {
        if (source.Origins.IsGiven(path)) return get(owner)!;
        source.Origins.Record(path, place);
        return blank;
    }
}
