namespace InitrdComposer.Formats.Toml;

/// <summary>
/// Who may add what to which table: TOML wants each table defined in one place (specification, "Table", "Array of Tables", "Inline Table"). Tables that
/// are not known here were written inline and are complete.
/// </summary>
internal sealed class TomlDefinitions
{
    private readonly Dictionary<TomlTable, Definition> _tables = [];
    private readonly HashSet<TomlArray> _arraysOfTables = [];

    private enum Definition
    {
        /// <summary>Only on the way to a longer header: its own header may still come.</summary>
        Implied,

        /// <summary>By its header.</summary>
        Header,

        /// <summary>By a dotted key: other dotted keys of the same table may add to it.</summary>
        Dotted,
    }

    /// <summary>The table of a [header].</summary>
    public TomlTable OpenHeader(TomlTable root, TomlKey key)
    {
        TomlTable parent = OpenParents(root, key);
        if (parent.Find(key.Last.Name) is not TomlEntry existing) return Create(parent, key.Last, Definition.Header);
        if (existing.Value is not TomlTable table || Of(table) != Definition.Implied) throw Redefined(key.Last, existing);
        _tables[table] = Definition.Header;
        table.MoveTo(key.Position);
        return table;
    }

    /// <summary>A new last table of an [[array of tables]].</summary>
    public TomlTable OpenArrayElement(TomlTable root, TomlKey key)
    {
        TomlTable parent = OpenParents(root, key);
        TomlArray array;
        if (parent.Find(key.Last.Name) is not TomlEntry existing)
        {
            array = new TomlArray(key.Position);
            _arraysOfTables.Add(array);
            parent.Add(new TomlEntry(key.Last.Name, key.Last.Position, array));
        }
        else
        {
            array = existing.Value is TomlArray known && _arraysOfTables.Contains(known) ? known : throw Redefined(key.Last, existing);
        }

        var table = new TomlTable(key.Position);
        _tables.Add(table, Definition.Header);
        array.Add(table);
        return table;
    }

    /// <summary>The table that a dotted key of <paramref name="table"/> leads to.</summary>
    public TomlTable OpenDotted(TomlTable table, TomlKey key)
    {
        foreach (TomlKeyPart part in key.Parents)
        {
            if (table.Find(part.Name) is not TomlEntry existing) table = Create(table, part, Definition.Dotted);
            else table = existing.Value is TomlTable known && Of(known) == Definition.Dotted ? known : throw Redefined(part, existing);
        }

        return table;
    }

    public static void RequireFree(TomlTable table, TomlKeyPart key)
    {
        if (table.Find(key.Name) is TomlEntry existing) throw Redefined(key, existing);
    }

    private TomlTable OpenParents(TomlTable table, TomlKey key)
    {
        foreach (TomlKeyPart part in key.Parents)
        {
            TomlEntry? existing = table.Find(part.Name);
            table = existing?.Value switch
            {
                null => Create(table, part, Definition.Implied),
                TomlTable known when Of(known) is not null => known,
                TomlArray array when _arraysOfTables.Contains(array) => (TomlTable)array.Items[^1],
                _ => throw Redefined(part, existing),
            };
        }

        return table;
    }

    private TomlTable Create(TomlTable parent, TomlKeyPart part, Definition definition)
    {
        var table = new TomlTable(part.Position);
        _tables.Add(table, definition);
        parent.Add(new TomlEntry(part.Name, part.Position, table));
        return table;
    }

    /// <summary>Null for a table that was written inline.</summary>
    private Definition? Of(TomlTable table) => _tables.TryGetValue(table, out Definition definition) ? definition : null;

    private static MalformedDataException Redefined(TomlKeyPart key, TomlEntry existing) => new(
        TomlReader.Format, key.Position, TomlField.Definition, $"{TomlText.Key(key.Name)} again", $"one definition: the first is at {existing.KeyPosition}");
}
