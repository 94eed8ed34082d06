namespace InitrdComposer.Formats;

/// <summary>A place in malformed data: a byte offset, a line and column (both from 1), or both.</summary>
public readonly record struct DataPosition(long? Offset, int? Line, int? Column)
{
    public static DataPosition AtOffset(long offset) => new(offset, null, null);

    public static DataPosition AtLine(int line, int column) => new(null, line, column);

    public static implicit operator DataPosition(long offset) => AtOffset(offset);

    public override string ToString() => (Offset, Line) switch
    {
        (long offset, int line) => $"line {line}, column {Column}, offset 0x{offset:X}",
        (long offset, null) => $"offset 0x{offset:X}",
        (null, int line) => $"line {line}, column {Column}",
        _ => "unknown position",
    };
}
