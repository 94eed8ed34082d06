using System.Collections.Immutable;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Cpio;

/// <summary>
/// Puts segments in a row, which is an initrd: the kernel unpacks archive after archive and skips NULs between them. Each begins at a multiple of 4
/// bytes, where it looks for one that is not compressed (init/initramfs.c, unpack_to_rootfs), and behind as many NULs as the encoder of the one before
/// asks for.
/// </summary>
public static class InitrdWriter
{
    private const int Alignment = 4;

    /// <param name="initrd">Names the segments.</param>
    /// <param name="packed">Has their bytes.</param>
    /// <param name="output">Written to, forward only; stays open.</param>
    /// <returns>Where the segments stand.</returns>
    /// <exception cref="IOException">From the output.</exception>
    public static ImmutableArray<WrittenSegment> Write(PlannedInitrd initrd, IReadOnlyList<PackedSegment> packed, Stream output)
    {
        ImmutableArray<WrittenSegment>.Builder written = ImmutableArray.CreateBuilder<WrittenSegment>(initrd.Segments.Length);
        long offset = 0;
        int separator = 0;
        Span<byte> zeros = stackalloc byte[Compressor.MaxSeparatorLength + Alignment];
        zeros.Clear();
        foreach (Segment segment in initrd.Segments)
        {
            int padding = (int)(Formats.IO.Alignment.Up(offset + separator, Alignment) - offset);
            output.Write(zeros[..padding]);
            offset += padding;
            PositionalSource bytes = packed.Single(candidate => candidate.Segment.Key == segment.Key).Bytes;
            using Stream stream = bytes.OpenStream();
            stream.CopyTo(output);
            written.Add(new(segment.Name, segment.Encoder.ToString(), segment.ContentDigest, offset, bytes.Length, segment.Layout.Length, segment.Layout.Entries.Length));
            offset += bytes.Length;
            separator = segment.Encoder.SeparatorLength;
        }

        return written.MoveToImmutable();
    }
}
