using System.Text;

namespace InitrdComposer.Fuzz.Mutation;

/// <summary>Lines are left out, repeated, moved and joined; keys and values become others; numbers become those at which readers go wrong.</summary>
internal static class LineMutations
{
    private static readonly string[] Values =
    [
        "", "\"\"", "''", "\"", "'", "[]", "[[]]", "{}", "[", "{", "0", "-1", "1e999", "0x7fffffffffffffff", "99999999999999999999", "9223372036854775808", "true", "nan", "inf",
        "1979-05-27T07:32:00Z", "\"\\u0000\"", "\"\\ud800\"", "\"\\UFFFFFFFF\"", "\"\"\"", "'''", "\\", "#", "=", ":", "&a [*a]", "*a", "!!binary x", "|", ">", "- - - -", "../../x", "%n", "\u00e9", "\uFEFF",
    ];

    public static byte[] Apply(byte[] input, Dice dice, Func<byte[]> other)
    {
        List<Range> lines = LinesOf(input);
        if (lines.Count == 0) return input;
        Range line = dice.Of(lines), second = dice.Of(lines);
        return dice.Below(11) switch
        {
            0 => Replaced(input, line, []),
            1 => ByteMutations.Repeated(input, line.Start.Value, line.End.Value - line.Start.Value, 2 + dice.Below(3)),
            2 => ByteMutations.Inserted(input, second.Start.Value, input.AsSpan(line)),
            3 => Replaced(input, line, input.AsSpan(second)),
            4 => Replaced(input, line, input.AsSpan(line).TrimEnd((byte)'\n')),
            5 => Replaced(input, line, [.. new byte[1 + dice.Below(8)].Select(_ => (byte)' '), .. input.AsSpan(line)]),
            6 => Replaced(input, line, input.AsSpan(line).TrimStart(" \t"u8)),
            7 => ByteMutations.Inserted(input, line.Start.Value, ALineOf(other(), dice)),
            8 => Number(input, dice),
            9 => Key(input, line, second),
            _ => Value(input, line, Encoding.UTF8.GetBytes(dice.Of(Values))),
        };
    }

    /// <summary>A run of digits becomes another number.</summary>
    public static byte[] Number(byte[] input, Dice dice)
    {
        int from = dice.Below(input.Length);
        int found = input.AsSpan(from).IndexOfAnyInRange((byte)'0', (byte)'9');
        int start = found < 0 ? input.AsSpan().IndexOfAnyInRange((byte)'0', (byte)'9') : from + found;
        if (start < 0) return input;
        int length = input.AsSpan(start).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return Replaced(input, start..(length < 0 ? input.Length : start + length), Encoding.ASCII.GetBytes($"{(dice.OneIn(8) ? "-" : "")}{ByteMutations.Interesting(dice)}"));
    }

    public static byte[] Replaced(byte[] input, Range range, ReadOnlySpan<byte> with) => [.. input.AsSpan(..range.Start), .. with, .. input.AsSpan(range.End..)];

    /// <summary>With their ends.</summary>
    private static List<Range> LinesOf(byte[] input)
    {
        List<Range> lines = [];
        for (int start = 0; start < input.Length;)
        {
            int length = input.AsSpan(start).IndexOf((byte)'\n');
            int end = length < 0 ? input.Length : start + length + 1;
            lines.Add(start..end);
            start = end;
        }

        return lines;
    }

    private static ReadOnlySpan<byte> ALineOf(byte[] text, Dice dice) => LinesOf(text) is { Count: > 0 } lines ? text.AsSpan(dice.Of(lines)) : [];

    private static int EndOfKey(ReadOnlySpan<byte> line) => line.IndexOfAny((byte)'=', (byte)':');

    private static byte[] Key(byte[] input, Range line, Range second)
    {
        int length = EndOfKey(input.AsSpan(line)), other = EndOfKey(input.AsSpan(second));
        return length < 0 || other < 0 ? input : Replaced(input, line.Start..(line.Start.Value + length), input.AsSpan(second)[..other]);
    }

    private static byte[] Value(byte[] input, Range line, byte[] value)
    {
        int length = EndOfKey(input.AsSpan(line));
        return length < 0 ? Replaced(input, line, [.. value, (byte)'\n']) : Replaced(input, (line.Start.Value + length + 1)..line.End, [(byte)' ', .. value, (byte)'\n']);
    }
}
