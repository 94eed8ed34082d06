using System.Text;

namespace InitrdComposer.Formats;

/// <summary>A place in malformed data: a byte offset, a line and column (both from 1), or both.</summary>
public readonly record struct DataPosition(long? Offset, int? Line, int? Column)
{
    public static DataPosition AtOffset(long offset) => new(offset, null, null);

    public static DataPosition AtLine(int line, int column) => new(null, line, column);

    /// <summary>Where text ends that begins here, of a place that has a column; the text is of one line. Columns count Unicode scalar values.</summary>
    public DataPosition After(ReadOnlySpan<char> text)
    {
        int? column = Column;
        foreach (Rune _ in text.EnumerateRunes()) column++;
        return this with { Column = column };
    }

    public static implicit operator DataPosition(long offset) => AtOffset(offset);

    public override string ToString() => (Offset, Line) switch
    {
        (long offset, int line) => $"line {line}, column {Column}, offset 0x{offset:X}",
        (long offset, null) => $"offset 0x{offset:X}",
        (null, int line) => $"line {line}, column {Column}",
        _ => "unknown position",
    };
}
