namespace InitrdComposer.Formats.Toml;

/// <summary>A key of a table, where the key is written, and its value.</summary>
public sealed record TomlEntry(string Key, DataPosition KeyPosition, TomlValue Value);

/// <summary>Keys and values, in the document's order.</summary>
public sealed class TomlTable : TomlValue
{
    private readonly Dictionary<string, TomlEntry> _byKey = new(StringComparer.Ordinal);
    private readonly List<TomlEntry> _entries = [];

    internal TomlTable(DataPosition position)
        : base(position)
    {
    }

    public IReadOnlyList<TomlEntry> Entries => _entries;

    public override string Kind => "table";

    public TomlEntry? Find(string key) => _byKey.GetValueOrDefault(key);

    internal void Add(TomlEntry entry)
    {
        _byKey.Add(entry.Key, entry);
        _entries.Add(entry);
    }

    /// <summary>A header names a table that a longer header had implied: from now on the table is where its own header is.</summary>
    internal void MoveTo(DataPosition header) => Position = header;
}
