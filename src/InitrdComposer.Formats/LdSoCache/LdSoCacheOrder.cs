namespace InitrdComposer.Formats.LdSoCache;

/// <summary>
/// The order in which the loader expects a cache, since it searches by halves (glibc 2.41, elf/cache.c, compare()): names descending, numbers in them as
/// numbers, then kinds descending, then those for better processors.
/// </summary>
/// <param name="charIsSigned">As the loader's machine has it: C's char is signed on x86 and not on ARM, which decides where bytes from 0x80 on stand.</param>
public sealed class LdSoCacheOrder(bool charIsSigned) : IComparer<LdSoCacheEntry>
{
    public int Compare(LdSoCacheEntry? x, LdSoCacheEntry? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        int names = CompareNames(y.SoName, x.SoName);
        if (names != 0) return names;
        if (x.Flags != y.Flags) return y.Flags.CompareTo(x.Flags);
        return (x.Hwcaps, y.Hwcaps) switch
        {
            (null, null) => 0,
            (_, null) => -1,
            (null, _) => 1,
            (string first, string second) => string.CompareOrdinal(first, second),
        };
    }

    /// <summary>Compares names of libraries: digits as numbers, which come before everything else (_dl_cache_libcmp()).</summary>
    public int CompareNames(string left, string right)
    {
        int l = 0;
        int r = 0;
        while (l < left.Length)
        {
            bool isDigit = char.IsAsciiDigit(left[l]);
            if (isDigit != (r < right.Length && char.IsAsciiDigit(right[r]))) return isDigit ? 1 : -1;
            if (isDigit)
            {
                int difference = unchecked(Number(left, ref l) - Number(right, ref r));
                if (difference != 0) return difference;
            }
            else if (ByteAt(left, l) != ByteAt(right, r))
            {
                return ByteAt(left, l) - ByteAt(right, r);
            }
            else
            {
                l++;
                r++;
            }
        }

        return -ByteAt(right, r);
    }

    private static int Number(string text, ref int at)
    {
        int value = 0;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++) value = unchecked((value * 10) + (text[at] - '0'));
        return value;
    }

    /// <summary>C's value of a byte; behind the text is NUL.</summary>
    private int ByteAt(string text, int at) => at >= text.Length ? 0 : charIsSigned ? unchecked((sbyte)text[at]) : text[at];
}
