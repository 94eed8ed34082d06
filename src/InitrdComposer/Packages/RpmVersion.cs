namespace InitrdComposer.Packages;

/// <summary>Comparison of one version or release string, as rpm's rpmvercmp does it (rpm 4.18, with '~' and '^').</summary>
public static class RpmVersion
{
    /// <summary>
    /// Segments of digits compare as numbers of any length, segments of letters as bytes, digits above letters; '~' sorts before the end of the
    /// string and '^' after it but before anything else. What is neither only separates.
    /// </summary>
    /// <returns>Negative, zero or positive. Zero does not mean equal bytes: "1.0" and "1.00" compare as zero.</returns>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right)) return 0;
        while (true)
        {
            left = SkipSeparators(left);
            right = SkipSeparators(right);

            if (StartsWith(left, '~') || StartsWith(right, '~'))
            {
                if (!StartsWith(left, '~')) return 1;
                if (!StartsWith(right, '~')) return -1;
                left = left[1..];
                right = right[1..];
                continue;
            }

            if (StartsWith(left, '^') || StartsWith(right, '^'))
            {
                if (left.IsEmpty) return -1;
                if (right.IsEmpty) return 1;
                if (left[0] != '^') return 1;
                if (right[0] != '^') return -1;
                left = left[1..];
                right = right[1..];
                continue;
            }

            if (left.IsEmpty || right.IsEmpty) return left.Length.CompareTo(right.Length);

            bool numeric = char.IsAsciiDigit((char)left[0]);
            int leftLength = SegmentLength(left, numeric);
            int rightLength = SegmentLength(right, numeric);
            if (rightLength == 0) return numeric ? 1 : -1;

            int order = CompareSegments(left[..leftLength], right[..rightLength], numeric);
            if (order != 0) return order;
            left = left[leftLength..];
            right = right[rightLength..];
        }
    }

    private static ReadOnlySpan<byte> SkipSeparators(ReadOnlySpan<byte> text)
    {
        int start = 0;
        while (start < text.Length && !char.IsAsciiLetterOrDigit((char)text[start]) && text[start] is not ((byte)'~' or (byte)'^')) start++;
        return text[start..];
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, char c) => !text.IsEmpty && text[0] == c;

    private static int SegmentLength(ReadOnlySpan<byte> text, bool numeric)
    {
        int length = 0;
        while (length < text.Length && (numeric ? char.IsAsciiDigit((char)text[length]) : char.IsAsciiLetter((char)text[length]))) length++;
        return length;
    }

    private static int CompareSegments(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, bool numeric)
    {
        if (numeric)
        {
            left = left.TrimStart((byte)'0');
            right = right.TrimStart((byte)'0');
            if (left.Length != right.Length) return left.Length.CompareTo(right.Length);
        }

        return left.SequenceCompareTo(right);
    }
}
