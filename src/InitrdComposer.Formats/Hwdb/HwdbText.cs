using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Hwdb;

/// <summary>A property of a hwdb.d file, with the patterns that its record begins with.</summary>
/// <param name="Matches">Globs of modalias strings, in order.</param>
/// <param name="Key">With the one blank in front that sd-hwdb expects of a property.</param>
/// <param name="Line">From 1.</param>
public sealed record HwdbProperty(IReadOnlyList<ReadOnlyMemory<byte>> Matches, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, int Line);

/// <summary>A line that systemd-hwdb warns of and passes over.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Problem">What is wrong with it, printable.</param>
public readonly record struct HwdbWarning(int Line, string Problem);

/// <summary>
/// Reads hwdb.d files (hwdb(7)) by the rules of systemd-hwdb (systemd 257, src/shared/hwdb-util.c, import_file): match lines, property lines that begin
/// with a space, an empty line behind each record. '#' begins a comment anywhere.
/// </summary>
public static class HwdbText
{
    /// <summary>systemd's LONG_LINE_MAX: it reads no further in a file with such a line.</summary>
    public const int MaxLineLength = 1 << 20;

    private const string Format = "hwdb.d";

    /// <summary>What isspace(3) says of in the C locale.</summary>
    private static ReadOnlySpan<byte> Spaces => " \t\n\v\f\r"u8;

    private enum State
    {
        None,
        Match,
        Data,
    }

    /// <summary>The properties, in order.</summary>
    /// <param name="text">A whole file.</param>
    /// <param name="warn">Is told of lines that are passed over.</param>
    /// <exception cref="MalformedDataException">A line has <see cref="MaxLineLength"/> bytes or more.</exception>
    public static IEnumerable<HwdbProperty> Read(ReadOnlyMemory<byte> text, Action<HwdbWarning> warn)
    {
        var state = State.None;
        List<ReadOnlyMemory<byte>> matches = [];
        int number = 0;
        for (int position = 0; position < text.Length;)
        {
            ReadOnlyMemory<byte> line = NextLine(text, ref position, ++number);
            if (line.Span.StartsWith("#"u8)) continue;
            int comment = line.Span.IndexOf((byte)'#');
            line = (comment < 0 ? line : line[..comment]).TrimEnd(Spaces);
            bool isIndented = line.Span.StartsWith(" "u8);
            switch (state)
            {
                case State.None when line.IsEmpty:
                    break;
                case State.None when isIndented:
                    Warn(number, line, "a property where a match is expected: the line is ignored");
                    break;
                case State.None:
                    state = State.Match;
                    matches = [line];
                    break;
                case State.Match when line.IsEmpty:
                    Warn(number, line, "a record without properties: it is ignored");
                    state = State.None;
                    break;
                case State.Match when !isIndented:
                    matches.Add(line);
                    break;
                case State.Data when line.IsEmpty:
                    state = State.None;
                    break;
                case State.Data when !isIndented:
                    Warn(number, line, "neither a property nor an empty line: the rest of the record is ignored");
                    state = State.None;
                    break;
                default:
                    state = State.Data;
                    if (PropertyOf(line, number) is HwdbProperty property) yield return property;
                    break;
            }
        }

        if (state == State.Match) warn(new(number, "a record without properties: it is ignored"));

        HwdbProperty? PropertyOf(ReadOnlyMemory<byte> line, int at)
        {
            int equals = line.Span.IndexOf((byte)'=');
            if (equals < 0)
            {
                Warn(at, line, "no KEY=VALUE: the line is ignored");
                return null;
            }

            ReadOnlyMemory<byte> key = line[..equals];
            while (key.Length > 1 && IsBlank(key.Span[0]) && IsBlank(key.Span[1])) key = key[1..];
            if (key.Length > 1) return new(matches, key, line[(equals + 1)..], at);
            Warn(at, line, "no key before '=': the line is ignored");
            return null;
        }

        void Warn(int at, ReadOnlyMemory<byte> line, string problem) => warn(new(at, line.IsEmpty ? problem : $"\"{Printable.Escape(line.Span)}\": {problem}"));
    }

    private static bool IsBlank(byte c) => c is (byte)' ' or (byte)'\t';

    /// <summary>
    /// A line as systemd's read_line() ends it: by LF, CR or NUL, where different ones in a row are one end, but nothing follows NUL (src/basic/fileio.c).
    /// </summary>
    private static ReadOnlyMemory<byte> NextLine(ReadOnlyMemory<byte> text, ref int position, int number)
    {
        ReadOnlyMemory<byte> rest = text[position..];
        int end = rest.Span.IndexOfAny("\n\r\0"u8);
        if (end < 0) end = rest.Length;
        if (end >= MaxLineLength) throw new MalformedDataException(Format, DataPosition.AtLine(number, 1), "line", $"{end} bytes", $"less than {MaxLineLength} bytes");
        var seen = EndOfLine.None;
        position += end;
        for (; position < text.Length && !seen.HasFlag(EndOfLine.Nul); position++)
        {
            EndOfLine next = EndOf(text.Span[position]);
            if (next == EndOfLine.None || seen.HasFlag(next)) break;
            seen |= next;
        }

        return rest[..end];
    }

    [Flags]
    private enum EndOfLine
    {
        None = 0,
        Nul = 1,
        LineFeed = 2,
        CarriageReturn = 4,
    }

    private static EndOfLine EndOf(byte c) => c switch
    {
        0 => EndOfLine.Nul,
        (byte)'\n' => EndOfLine.LineFeed,
        (byte)'\r' => EndOfLine.CarriageReturn,
        _ => EndOfLine.None,
    };
}
