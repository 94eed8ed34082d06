using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Questions.Differences;

/// <summary>Bytes that nothing more is known of.</summary>
internal static class ByteDifference
{
    private const int BufferSize = 1 << 20;

    /// <summary>The first byte that differs; null: none does.</summary>
    public static Difference? Find(PositionalSource given, PositionalSource expected) => FirstOffset(given, expected) is long offset ? At(given, expected, offset) : null;

    /// <summary>The same of what streams deliver.</summary>
    public static Difference? Find(Stream given, Stream expected, Func<long, DifferencePlace> place)
    {
        byte[] a = new byte[BufferSize], b = new byte[BufferSize];
        for (long offset = 0; ; offset += BufferSize)
        {
            ReadOnlySpan<byte> x = a.AsSpan(0, given.ReadAtLeast(a, BufferSize, throwOnEndOfStream: false)), y = b.AsSpan(0, expected.ReadAtLeast(b, BufferSize, throwOnEndOfStream: false));
            int common = x.CommonPrefixLength(y);
            if (common < Math.Max(x.Length, y.Length)) return new(null, $"content at byte {offset + common}", Text(x, common), Text(y, common), place(offset + common));
            if (x.IsEmpty) return null;
        }
    }

    public static Difference At(PositionalSource given, PositionalSource expected, long offset)
    {
        return new(null, "byte", ByteOf(given), ByteOf(expected), DifferencePlace.Byte(offset));

        string ByteOf(PositionalSource source)
        {
            Span<byte> one = stackalloc byte[1];
            return Text(one[..source.ReadAt(offset, one)], 0);
        }
    }

    public static long? FirstOffset(PositionalSource given, PositionalSource expected)
    {
        byte[] a = new byte[BufferSize], b = new byte[BufferSize];
        for (long offset = 0; ; offset += BufferSize)
        {
            ReadOnlySpan<byte> x = a.AsSpan(0, Fill(given, offset, a)), y = b.AsSpan(0, Fill(expected, offset, b));
            int common = x.CommonPrefixLength(y);
            if (common < Math.Max(x.Length, y.Length)) return offset + common;
            if (x.IsEmpty) return null;
        }
    }

    /// <summary>Two headers of one layout, where both are whole.</summary>
    /// <param name="offset">Where both begin.</param>
    /// <param name="isRelevant">Of a field's name.</param>
    public static Difference? InHeader(FieldLayout layout, PositionalSource given, PositionalSource expected, long offset, Func<string, bool>? isRelevant = null)
    {
        if (Math.Min(given.Length, expected.Length) - layout.Size < offset) return null;
        byte[] a = new byte[layout.Size], b = new byte[layout.Size];
        given.ReadExactlyAt(offset, a);
        expected.ReadExactlyAt(offset, b);
        return layout.FirstDifference(a, b, isRelevant) is FieldDifference field ? new(null, field.Name, field.Got, field.Expected, DifferencePlace.Byte(offset + field.Offset)) : null;
    }

    private static string Text(ReadOnlySpan<byte> bytes, int index) => index < bytes.Length ? $"0x{bytes[index]:X2}" : "the end";

    private static int Fill(PositionalSource source, long offset, Span<byte> into)
    {
        int count = (int)Math.Clamp(source.Length - offset, 0, into.Length);
        source.ReadExactlyAt(offset, into[..count]);
        return count;
    }
}
