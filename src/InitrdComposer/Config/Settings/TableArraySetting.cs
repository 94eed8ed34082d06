using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;

namespace InitrdComposer.Config.Settings;

/// <summary>An [[array of tables]].</summary>
/// <inheritdoc cref="TableSetting{TOwner, T}"/>
internal sealed class TableArraySetting<TOwner, T>(
    string key, T blank, ImmutableArray<Setting<T>> rows, Func<TOwner, ImmutableArray<T>> get, Func<TOwner, ImmutableArray<T>, TOwner> set, string description)
    : Setting<TOwner>(key, description)
{
    /// <summary>At least one must be there.</summary>
    public bool MustBeGiven { get; init; }

    /// <summary>The table that it is inside of; null: it stands by itself.</summary>
    public string? Table { get; init; }

    public override bool IsRequired => MustBeGiven;

    public override bool IsTable => true;

    public override IEnumerable<string> InnerKeys => rows.Select(row => row.Key);

    public override string Header => Table is null ? $"[[{Key}]]" : $"[[{Table}.{Key}]]";

    public override string Example => string.Join('\n', [Header, .. rows.Where(row => row.IsInExample).Select(row => row.Example)]);

    public override TOwner Read(TOwner owner, TomlEntry entry, string path, SettingSource source)
    {
        if (entry.Value is not TomlArray array) throw NoTables(path, entry.Value, source);
        bool isFirst = !source.Origins.IsGiven(path);
        if (isFirst) source.Origins.Record(path, source.At(entry.KeyPosition));
        return Append(owner, isFirst ? [] : get(owner), array, path, source);
    }

    public override TOwner Change(TOwner owner, ReadOnlySpan<string> rest, string path, SettingChange change, SettingSource source)
    {
        SourceLocation place = source.At(default);
        ImmutableArray<T> elements = source.Origins.IsGiven(path) ? get(owner) : [];
        if (rest.Length > 0)
        {
            if (!int.TryParse(rest[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= elements.Length)
            {
                string expected = elements.IsEmpty ? "nothing: there are none" : $"a number up to {elements.Length - 1}, counted from 0 as `show` does";
                throw new ComposerException(RecipeDiagnostics.Override, $"{path}: got {TomlText.Quote(rest[0])}, expected {expected}", place);
            }

            if (rest.Length == 1) throw new ComposerException(RecipeDiagnostics.Override, $"{path}.{index} is a table: only what is in it can be changed", place, $"for example: {path}.{index}.{rows[0].Key}");
            return set(owner, elements.SetItem(index, SettingRows.Change(rows, elements[index], rest[1..], Header, $"{path}.{index}.", change, source)));
        }

        if (change.Kind is ChangeKind.Remove or ChangeKind.Prepend) throw new ComposerException(RecipeDiagnostics.Override, $"{path} are tables: none of them can be taken away", place, $"change one: {path}.0.{rows[0].Key}=...");
        if (change.Kind != ChangeKind.Append) source.Origins.Forget(path);
        if (change.Kind == ChangeKind.Clear) return ReadDefault(owner);
        source.Origins.Record(path, place);
        TomlValue given = SettingChange.AsToml(change.Text) ?? SettingChange.AsString(change.Text);
        TomlArray tables = given as TomlArray ?? (given is TomlTable ? TomlArray.Of([given]) : throw NoTables(path, given, source));
        return Append(owner, change.Kind == ChangeKind.Append ? elements : [], tables, path, source);
    }

    public override TOwner Complete(TOwner owner, string path, SettingOrigins origins, SettingPlace place) =>
        origins.IsGiven(path) ? owner : IsMissed(origins) ? throw Missing(place) : ReadDefault(owner);

    public override TOwner ReadDefault(TOwner owner) => set(owner, []);

    public override void Show(TOwner owner, string path, IEffectiveSettings text)
    {
        ImmutableArray<T> elements = get(owner);
        for (int i = 0; i < elements.Length; i++)
        {
            text.Header(Header);
            foreach (Setting<T> row in rows) row.Show(elements[i], $"{path}.{i}.{row.Key}", text);
        }
    }

    public override void Document(ReferenceText text)
    {
        text.Section(Header, Description, whenUnset: null);
        foreach (Setting<T> row in rows) row.Document(text);
        text.Example(Example);
    }

    /// <summary>One of the tables with what it does not say itself.</summary>
    /// <param name="index">Which.</param>
    /// <param name="table">Says more.</param>
    public TOwner Fill(TOwner owner, int index, TomlTable table, SettingSource source)
    {
        string prefix = $"{Key}.{index}.";
        var missing = TomlTable.Of(table.Position, table.Entries.Where(entry => !source.Origins.IsGiven(prefix + entry.Key)));
        return set(owner, get(owner).SetItem(index, SettingRows.Merge(rows, get(owner)[index], missing, Header, prefix, source)));
    }

    private TOwner Append(TOwner owner, ImmutableArray<T> elements, TomlArray tables, string path, SettingSource source)
    {
        source.RecordElements(path, elements.Length, tables);
        return set(owner, elements.AddRange(tables.Items.Select((item, index) => ReadElement(item, $"{path}.{elements.Length + index}", source))));
    }

    private T ReadElement(TomlValue item, string path, SettingSource source) => item is TomlTable table
        ? SettingRows.Read(rows, blank, table, Header, path + ".", source)
        : throw source.Refuse(RecipeDiagnostics.WrongType, path, item, "a table", $"write {Header}");

    private ComposerException NoTables(string path, TomlValue value, SettingSource source) =>
        source.Refuse(RecipeDiagnostics.WrongType, path, value, "an array of tables", $"write {Header}");
}
