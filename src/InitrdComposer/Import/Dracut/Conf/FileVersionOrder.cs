namespace InitrdComposer.Import.Dracut.Conf;

/// <summary>
/// The order of `sort -V` (filevercmp of gnulib): runs of digits by their value, what stands between by ASCII with '~' first, then the end, then letters, then
/// other characters. A suffix such as ".conf" counts only where everything in front of it is the same.
/// </summary>
internal sealed class FileVersionOrder : IComparer<string?>
{
    public static FileVersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        string a = x ?? "", b = y ?? "";
        int order = Versions(WithoutSuffix(a), WithoutSuffix(b));
        if (order == 0) order = Versions(a, b);
        return order == 0 ? string.CompareOrdinal(a, b) : order;
    }

    private static int Versions(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int i = 0, j = 0;
        while (i < a.Length || j < b.Length)
        {
            while ((i < a.Length && !char.IsAsciiDigit(a[i])) || (j < b.Length && !char.IsAsciiDigit(b[j])))
            {
                int order = Rank(a, i) - Rank(b, j);
                if (order != 0) return order;
                i++;
                j++;
            }

            ReadOnlySpan<char> left = Digits(a, ref i);
            ReadOnlySpan<char> right = Digits(b, ref j);
            if (left.Length != right.Length) return left.Length - right.Length;
            int value = left.SequenceCompareTo(right);
            if (value != 0) return value;
        }

        return 0;
    }

    private static int Rank(ReadOnlySpan<char> text, int at) =>
        at >= text.Length ? -1
        : char.IsAsciiDigit(text[at]) ? 0
        : char.IsAsciiLetter(text[at]) ? text[at]
        : text[at] == '~' ? -2
        : text[at] + char.MaxValue;

    private static ReadOnlySpan<char> Digits(ReadOnlySpan<char> text, ref int at)
    {
        while (at < text.Length && text[at] == '0') at++;
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return text[start..at];
    }

    /// <summary>Less the longest end of the form (\.[A-Za-z~][A-Za-z0-9~]*)*.</summary>
    private static ReadOnlySpan<char> WithoutSuffix(string name)
    {
        int end = name.Length;
        for (int i = name.Length - 1; i > 0; i--)
        {
            if (name[i] == '.')
            {
                if (i + 1 == end || !(char.IsAsciiLetter(name[i + 1]) || name[i + 1] == '~')) break;
                end = i;
            }
            else if (!char.IsAsciiLetterOrDigit(name[i]) && name[i] != '~')
            {
                break;
            }
        }

        return name.AsSpan(0, end);
    }
}
