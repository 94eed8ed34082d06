using System.Text;

namespace InitrdComposer.Formats.LdSoCache;

/// <summary>
/// The strings of ld.so.cache, each once: sorted from their ends backwards, descending, so that one that is the tail of another follows it and lies
/// inside it (glibc 2.41, elf/stringtable.c).
/// </summary>
internal sealed class LdSoCacheStrings
{
    private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal);

    public LdSoCacheStrings(IEnumerable<string> strings)
    {
        var bytes = new List<byte>();
        uint end = 0;
        string previous = "";
        foreach (string text in strings.Distinct(StringComparer.Ordinal).OrderDescending(Comparer<string>.Create(CompareFromTheEnd)))
        {
            uint offset = end - (uint)text.Length - 1;
            if (end == 0 || !previous.EndsWith(text, StringComparison.Ordinal))
            {
                offset = end;
                bytes.AddRange(Encoding.Latin1.GetBytes(text));
                bytes.Add(0);
                end = (uint)bytes.Count;
                previous = text;
            }

            _offsets.Add(text, offset);
        }

        Bytes = [.. bytes];
    }

    /// <summary>Each with its NUL.</summary>
    public byte[] Bytes { get; }

    /// <exception cref="KeyNotFoundException">It is not among them.</exception>
    public uint OffsetOf(string text) => _offsets[text];

    private static int CompareFromTheEnd(string left, string right)
    {
        for (int i = 1; i <= Math.Min(left.Length, right.Length); i++)
        {
            if (left[^i] != right[^i]) return left[^i] - right[^i];
        }

        return left.Length - right.Length;
    }
}
