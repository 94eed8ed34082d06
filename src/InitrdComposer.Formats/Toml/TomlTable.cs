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

    /// <summary>A table that a section of another format stands for.</summary>
    /// <param name="position">Where it begins there.</param>
    /// <param name="entries">Each key once.</param>
    public static TomlTable Of(DataPosition position, IEnumerable<TomlEntry> entries)
    {
        var table = new TomlTable(position);
        foreach (TomlEntry entry in entries) table.Add(entry);
        return table;
    }

    public TomlEntry? Find(string key) => _byKey.GetValueOrDefault(key);

    internal void Add(TomlEntry entry)
    {
        _byKey.Add(entry.Key, entry);
        _entries.Add(entry);
    }

    /// <summary>A header names a table that a longer header had implied: from now on the table is where its own header is.</summary>
    internal void MoveTo(DataPosition header) => Position = header;
}
