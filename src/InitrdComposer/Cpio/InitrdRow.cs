using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Cpio;

/// <summary>
/// Segments in a row, which is an initrd: the kernel unpacks archive after archive and skips NULs between them. Each begins at a multiple of 4
/// bytes, where it looks for one that is not compressed (init/initramfs.c, unpack_to_rootfs), and behind as many NULs as the encoder of the one before
/// asks for.
/// </summary>
/// <param name="Bytes">The initrd.</param>
/// <param name="Segments">Where they stand in it.</param>
public sealed record InitrdRow(PositionalSource Bytes, ImmutableArray<WrittenSegment> Segments)
{
    private const int Alignment = 4;

    /// <param name="initrd">Names the segments.</param>
    /// <param name="packed">Has their bytes.</param>
    public static InitrdRow Of(PlannedInitrd initrd, IReadOnlyList<PackedSegment> packed)
    {
        var row = new List<(long Start, PositionalSource Bytes)>();
        ImmutableArray<WrittenSegment>.Builder written = ImmutableArray.CreateBuilder<WrittenSegment>(initrd.Segments.Length);
        long end = 0;
        int separator = 0;
        foreach (Segment segment in initrd.Segments)
        {
            long start = Formats.IO.Alignment.Up(end + separator, Alignment);
            PositionalSource bytes = packed.Single(candidate => candidate.Segment.Key == segment.Key).Bytes;
            row.Add((start, bytes));
            written.Add(new(segment.Name, segment.Encoder.ToString(), segment.ContentDigest, start, bytes.Length, segment.Layout.Length, segment.Layout.Entries.Length));
            end = start + bytes.Length;
            separator = segment.Encoder.SeparatorLength;
        }

        return new(new RowSource(row, end), written.MoveToImmutable());
    }
}
