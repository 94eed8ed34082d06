using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki;

/// <summary>Several initrds as one: each padded with NULs to a multiple of 4 bytes, which the kernel skips between archives. One alone stays as it is.</summary>
internal static class JoinedInitrd
{
    private const int Padding = 4;

    public static PositionalSource Of(ImmutableArray<PositionalSource> parts)
    {
        if (parts.Length == 1) return parts[0];
        var row = new List<(long Start, PositionalSource Bytes)>();
        long length = 0;
        foreach (PositionalSource part in parts)
        {
            row.Add((length, part));
            length += Alignment.Up(part.Length, Padding);
        }

        return new RowSource(row, length);
    }
}
