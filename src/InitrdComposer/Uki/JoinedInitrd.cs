using System.Collections.Immutable;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki;

/// <summary>
/// Several initrds as one: each padded with NULs to a multiple of 4 bytes, which the kernel skips between archives, and with those that end lz4 legacy,
/// which ukify leaves away: the kernel would take what follows for another block. One alone stays as it is.
/// </summary>
internal static class JoinedInitrd
{
    private const int Padding = 4;

    public static PositionalSource Of(ImmutableArray<PositionalSource> parts)
    {
        if (parts.Length == 1) return parts[0];
        var row = new List<(long Start, PositionalSource Bytes)>();
        long length = 0;
        int separator = 0;
        foreach (PositionalSource part in parts)
        {
            length = Alignment.Up(length + separator, Padding);
            row.Add((length, part));
            length += part.Length;
            separator = Compressor.SeparatorLengthOf(CompressionFormats.DetectAt(part, 0));
        }

        return new RowSource(row, Alignment.Up(length, Padding));
    }
}
