using System.Collections.Immutable;

namespace InitrdComposer.Formats.IO;

/// <summary>Sources in a row, with NULs where there is a gap.</summary>
public sealed class RowSource : PositionalSource
{
    private readonly ImmutableArray<PositionalSource> _parts;
    private readonly ImmutableArray<long> _starts;

    /// <param name="parts">Each with the offset where it begins: ascending, and none before the end of the one before.</param>
    /// <param name="length">Of the whole row.</param>
    /// <exception cref="ArgumentException">Parts overlap, or are beyond the end.</exception>
    public RowSource(IEnumerable<(long Start, PositionalSource Bytes)> parts, long length)
    {
        (long Start, PositionalSource Bytes)[] row = [.. parts.Where(part => part.Bytes.Length > 0)];
        long end = 0;
        foreach ((long start, PositionalSource bytes) in row)
        {
            if (start < end || bytes.Length > length - start) throw new ArgumentException($"a part at {start} of {bytes.Length} bytes, after {end}, in {length}", nameof(parts));
            end = start + bytes.Length;
        }

        _starts = [.. row.Select(part => part.Start)];
        _parts = [.. row.Select(part => part.Bytes)];
        Length = length;
    }

    public override long Length { get; }

    public override IEnumerable<SourcePart> Parts()
    {
        long end = 0;
        foreach ((long start, PositionalSource bytes) in _starts.Zip(_parts))
        {
            if (start > end) yield return new(null, 0, start - end);
            foreach (SourcePart part in bytes.Parts()) yield return part;
            end = start + bytes.Length;
        }

        if (end < Length) yield return new(null, 0, Length - end);
    }

    public override int ReadAt(long offset, Span<byte> into)
    {
        if (offset >= Length || into.IsEmpty) return 0;
        int found = _starts.BinarySearch(offset);
        int index = found >= 0 ? found : ~found - 1;
        long position = index < 0 ? 0 : offset - _starts[index];
        if (index >= 0 && position < _parts[index].Length) return _parts[index].ReadAt(position, into);
        long gapEnd = index + 1 < _starts.Length ? _starts[index + 1] : Length;
        int zeros = (int)Math.Min(into.Length, gapEnd - offset);
        into[..zeros].Clear();
        return zeros;
    }
}
