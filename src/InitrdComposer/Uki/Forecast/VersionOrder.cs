namespace InitrdComposer.Uki.Forecast;

/// <summary>The order of versions and of file names that hold them (UAPI.10 Version Format Specification; systemd's strverscmp_improved).</summary>
public sealed class VersionOrder : IComparer<string?>
{
    public static VersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x;
        ReadOnlySpan<char> b = y;
        while (true)
        {
            a = SkipOthers(a);
            b = SkipOthers(b);
            if (Before('~', ref a, ref b) is int pre and not 0) return pre;
            if (a.IsEmpty || b.IsEmpty) return a.IsEmpty ? (b.IsEmpty ? 0 : -1) : 1;
            foreach (char separator in "-^.")
            {
                if (Before(separator, ref a, ref b) is int order and not 0) return order;
            }

            if (Segment(ref a, ref b) is int segment and not 0) return segment;
        }
    }

    /// <summary>Of two where one begins with the character, that one is older; it is taken off where both do.</summary>
    private static int Before(char separator, ref ReadOnlySpan<char> a, ref ReadOnlySpan<char> b)
    {
        bool hasA = a.StartsWith([separator]);
        bool hasB = b.StartsWith([separator]);
        if (hasA != hasB) return hasA ? -1 : 1;
        if (!hasA) return 0;
        a = a[1..];
        b = b[1..];
        return 0;
    }

    /// <summary>Numbers by their value and newer than letters; letters by ASCII.</summary>
    private static int Segment(ref ReadOnlySpan<char> a, ref ReadOnlySpan<char> b)
    {
        bool isNumber = StartsWithDigit(a) || StartsWithDigit(b);
        ReadOnlySpan<char> segmentA = isNumber ? TakeDigits(a) : TakeLetters(a);
        ReadOnlySpan<char> segmentB = isNumber ? TakeDigits(b) : TakeLetters(b);
        a = a[segmentA.Length..];
        b = b[segmentB.Length..];
        if (!isNumber) return segmentA.SequenceCompareTo(segmentB);
        if (segmentA.IsEmpty != segmentB.IsEmpty) return segmentA.IsEmpty ? -1 : 1;
        segmentA = segmentA.TrimStart('0');
        segmentB = segmentB.TrimStart('0');
        return segmentA.Length != segmentB.Length ? segmentA.Length.CompareTo(segmentB.Length) : segmentA.SequenceCompareTo(segmentB);
    }

    private static ReadOnlySpan<char> SkipOthers(ReadOnlySpan<char> text)
    {
        int skipped = 0;
        while (skipped < text.Length && !char.IsAsciiLetterOrDigit(text[skipped]) && text[skipped] is not ('~' or '-' or '^' or '.')) skipped++;
        return text[skipped..];
    }

    private static bool StartsWithDigit(ReadOnlySpan<char> text) => !text.IsEmpty && char.IsAsciiDigit(text[0]);

    private static ReadOnlySpan<char> TakeDigits(ReadOnlySpan<char> text) => text[..Length(text, char.IsAsciiDigit)];

    private static ReadOnlySpan<char> TakeLetters(ReadOnlySpan<char> text) => text[..Length(text, char.IsAsciiLetter)];

    private static int Length(ReadOnlySpan<char> text, Func<char, bool> isPart)
    {
        int length = 0;
        while (length < text.Length && isPart(text[length])) length++;
        return length;
    }
}
