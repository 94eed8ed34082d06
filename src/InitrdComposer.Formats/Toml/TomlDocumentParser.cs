namespace InitrdComposer.Formats.Toml;

/// <summary>Lines of a document: headers, and key/value pairs of the table that the last header opened.</summary>
internal sealed class TomlDocumentParser
{
    private readonly TomlCursor _cursor;
    private readonly TomlDefinitions _definitions = new();
    private readonly TomlValueParser _values;

    public TomlDocumentParser(TomlCursor cursor, int maxDepth)
    {
        _cursor = cursor;
        _values = new TomlValueParser(cursor, _definitions, maxDepth);
    }

    public TomlTable Read()
    {
        var root = new TomlTable(_cursor.Position);
        TomlTable current = root;
        int depth = 0;
        while (true)
        {
            _cursor.SkipBlankLines();
            if (_cursor.AtEnd) return root;
            if (_cursor.Current == '[')
            {
                (current, depth) = ReadHeader(root);
                _cursor.ExpectEndOfLine("after the header");
            }
            else
            {
                _values.ReadKeyValue(current, depth);
                _cursor.ExpectEndOfLine("after the value");
            }
        }
    }

    private (TomlTable Table, int Depth) ReadHeader(TomlTable root)
    {
        bool isArray = _cursor.Looking("[[");
        _cursor.Advance(isArray ? 2 : 1);
        _cursor.SkipBlanks();
        TomlKey key = TomlKey.Read(_cursor);
        _cursor.Expect(isArray ? "]]" : "]", "header");

        // An array of tables is two levels: the array and its table.
        int depth = key.Parts.Length + (isArray ? 1 : 0);
        _values.RequireDepth(depth, key.Position);
        return (isArray ? _definitions.OpenArrayElement(root, key) : _definitions.OpenHeader(root, key), depth);
    }
}
