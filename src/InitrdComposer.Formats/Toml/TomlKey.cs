using System.Collections.Immutable;

namespace InitrdComposer.Formats.Toml;

/// <summary>One part of a key and where it is written.</summary>
internal readonly record struct TomlKeyPart(string Name, DataPosition Position);

/// <summary>A bare, quoted or dotted key (specification, "Keys").</summary>
internal sealed record TomlKey(ImmutableArray<TomlKeyPart> Parts)
{
    public DataPosition Position => Parts[0].Position;

    public TomlKeyPart Last => Parts[^1];

    /// <summary>All parts but the last: the tables that lead to it.</summary>
    public ReadOnlySpan<TomlKeyPart> Parents => Parts.AsSpan()[..^1];

    /// <summary>Reads a key and the blanks behind it.</summary>
    public static TomlKey Read(TomlCursor cursor)
    {
        ImmutableArray<TomlKeyPart>.Builder parts = ImmutableArray.CreateBuilder<TomlKeyPart>(1);
        while (true)
        {
            parts.Add(new(ReadPart(cursor, out DataPosition position), position));
            cursor.SkipBlanks();
            if (cursor.Current != '.') return new(parts.DrainToImmutable());
            cursor.Advance();
            cursor.SkipBlanks();
        }
    }

    public override string ToString() => string.Join('.', Parts.Select(part => TomlText.Key(part.Name)));

    private static string ReadPart(TomlCursor cursor, out DataPosition position)
    {
        position = cursor.Position;
        if (cursor.Current is '"' or '\'') return TomlStringParser.ReadLine(cursor);
        string bare = cursor.TakeWhile(TomlText.IsBare);
        return bare.Length > 0 ? bare : throw cursor.Unexpected("key", "a key of letters A-Z and a-z, digits, '_' and '-', or one in quotes");
    }
}
