namespace InitrdComposer.Formats.Toml;

/// <summary>Everything that may stand to the right of '='.</summary>
internal sealed class TomlValueParser(TomlCursor cursor, TomlDefinitions definitions, int maxDepth)
{
    private const string Field = "value";

    /// <param name="depth">Tables and arrays around the value.</param>
    public TomlValue Read(int depth)
    {
        DataPosition position = cursor.Position;
        return cursor.Current switch
        {
            '"' or '\'' => new TomlString(position, TomlStringParser.Read(cursor)),
            '[' => ReadArray(depth + 1),
            '{' => ReadInlineTable(depth + 1),
            _ => ReadWord(position),
        };
    }

    /// <summary>Reads "key = value" into the table; a dotted key opens tables on its way.</summary>
    public void ReadKeyValue(TomlTable table, int depth)
    {
        TomlKey key = TomlKey.Read(cursor);
        cursor.Expect("=", $"after key {key}");
        cursor.SkipBlanks();
        depth += key.Parts.Length - 1;
        RequireDepth(depth, key.Position);
        TomlTable target = definitions.OpenDotted(table, key);
        TomlDefinitions.RequireFree(target, key.Last);
        target.Add(new TomlEntry(key.Last.Name, key.Last.Position, Read(depth)));
    }

    public void RequireDepth(int depth, DataPosition position)
    {
        if (depth <= maxDepth) return;
        throw new MalformedDataException(TomlReader.Format, position, TomlField.Depth, $"{depth} tables and arrays in one another", $"at most {maxDepth}");
    }

    private TomlArray ReadArray(int depth)
    {
        RequireDepth(depth, cursor.Position);
        var array = new TomlArray(cursor.Position);
        cursor.Advance();
        while (true)
        {
            cursor.SkipBlankLines();
            if (cursor.Current == ']') break;
            array.Add(Read(depth));
            cursor.SkipBlankLines();
            if (cursor.Current == ']') break;
            cursor.Expect(",", "array");
        }

        cursor.Advance();
        return array;
    }

    /// <summary>One line, no comma behind the last pair; complete as it stands: nothing outside adds to it.</summary>
    private TomlTable ReadInlineTable(int depth)
    {
        RequireDepth(depth, cursor.Position);
        var table = new TomlTable(cursor.Position);
        cursor.Advance();
        cursor.SkipBlanks();
        while (cursor.Current != '}')
        {
            ReadKeyValue(table, depth);
            cursor.SkipBlanks();
            if (cursor.Current == '}') break;
            cursor.Expect(",", "inline table");
            cursor.SkipBlanks();
            if (cursor.Current == '}') throw cursor.Unexpected("inline table", "a key after ','");
        }

        cursor.Advance();
        return table;
    }

    private TomlValue ReadWord(DataPosition position)
    {
        string word = cursor.TakeWhile(IsWordCharacter);

        // A date, a blank and a digit go on as a time.
        if (word is [_, _, _, _, '-', _, _, '-', _, _] && cursor.Current == ' ' && char.IsAsciiDigit(cursor.Peek(1)))
        {
            cursor.Advance();
            word += " " + cursor.TakeWhile(IsWordCharacter);
        }

        if (word.Length == 0) throw cursor.Unexpected(Field, "a value");
        if (word is "true" or "false") return new TomlBoolean(position, word == "true");
        return TomlNumberParser.Parse(word, position) ?? TomlDateTimeParser.Parse(word, position)
            ?? throw new MalformedDataException(TomlReader.Format, position, Field, word, "a string in quotes, a number, true, false or a date");
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '_' or '.' or ':';
}
