using System.Collections.Immutable;
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

    public override bool IsRequired => MustBeGiven;

    public override IEnumerable<string> InnerKeys => rows.Select(row => row.Key);

    public override string Header => $"[[{Key}]]";

    public override string Example => string.Join('\n', [Header, .. rows.Select(row => row.Example)]);

    public override TOwner Read(TOwner owner, TomlEntry entry, string path, SettingSource source)
    {
        if (entry.Value is not TomlArray array) throw source.Refuse(RecipeDiagnostics.WrongType, path, entry.Value, "an array of tables", $"write {Header}");
        source.Record(path, entry);
        return set(owner, [.. array.Items.Select((item, index) => ReadElement(item, $"{path}.{index}", source))]);
    }

    public override TOwner ReadDefault(TOwner owner) => set(owner, []);

    public override void Show(TOwner owner, string path, EffectiveText text)
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

    private T ReadElement(TomlValue item, string path, SettingSource source) => item is TomlTable table
        ? SettingRows.Read(rows, blank, table, Header, path + ".", source)
        : throw source.Refuse(RecipeDiagnostics.WrongType, path, item, "a table", $"write {Header}");
}
