using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki;

/// <summary>Several initrds as one: each padded with NULs to a multiple of 4 bytes, which the kernel skips between archives. One alone stays as it is.</summary>
internal sealed class JoinedInitrd : PositionalSource
{
    private const int Padding = 4;

    private readonly ImmutableArray<PositionalSource> _parts;
    private readonly ImmutableArray<long> _starts;

    private JoinedInitrd(ImmutableArray<PositionalSource> parts)
    {
        _parts = parts;
        ImmutableArray<long>.Builder starts = ImmutableArray.CreateBuilder<long>(parts.Length);
        foreach (PositionalSource part in parts)
        {
            starts.Add(Length);
            Length += Alignment.Up(part.Length, Padding);
        }

        _starts = starts.MoveToImmutable();
    }

    public override long Length { get; }

    public static PositionalSource Of(ImmutableArray<PositionalSource> parts) => parts.Length == 1 ? parts[0] : new JoinedInitrd(parts);

    public override int ReadAt(long offset, Span<byte> into)
    {
        if (offset >= Length || into.IsEmpty) return 0;
        int found = _starts.BinarySearch(offset);
        int index = found >= 0 ? found : ~found - 1;

        // An empty part begins where the next one does.
        while (_starts[index] + Alignment.Up(_parts[index].Length, Padding) <= offset) index++;
        long position = offset - _starts[index];
        if (position < _parts[index].Length) return _parts[index].ReadAt(position, into);

        int zeros = (int)Math.Min(into.Length, Alignment.Up(_parts[index].Length, Padding) - position);
        into[..zeros].Clear();
        return zeros;
    }
}
