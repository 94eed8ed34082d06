namespace InitrdComposer.Formats;

/// <summary>
/// Bytes that do not follow their format. Knows the place inside the data but not the file's name: the stage that opened the file adds it.
/// </summary>
/// <param name="format">The format as its specification calls it: "newc", "rpm header", "repomd".</param>
/// <param name="position">Where the field begins.</param>
/// <param name="field">The field, named as in the specification.</param>
/// <param name="got">What was read, printable.</param>
/// <param name="expected">The rule that it breaks.</param>
/// <param name="cause">What a library threw, if one found it.</param>
public sealed class MalformedDataException(string format, DataPosition position, string field, string got, string expected, Exception? cause = null)
    : Exception($"{format}: {position}: {field}: got {got}, expected {expected}", cause)
{
    public string Format { get; } = format;

    public DataPosition Position { get; } = position;

    public string Field { get; } = field;

    public string Got { get; } = got;

    public string Expected { get; } = expected;

    public DataFault Fault { get; init; }
}

/// <summary>What is wrong with data.</summary>
public enum DataFault
{
    /// <summary>It does not follow its format.</summary>
    Malformed,

    /// <summary>It may follow it, and is more than is read of it.</summary>
    TooMuch,

    /// <summary>It is something else than what is expected in its place.</summary>
    OtherContent,
}
