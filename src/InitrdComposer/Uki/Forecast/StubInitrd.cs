using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>Several initrds as the stub combines them: each padded with NULs to 4, the last one too; one alone stays as it is.</summary>
internal static class StubInitrd
{
    private const int Padding = 4;

    public static PositionalSource Combine(ImmutableArray<PositionalSource> initrds)
    {
        if (initrds.Length == 1) return initrds[0];
        List<(long Start, PositionalSource Bytes)> row = [];
        long length = 0;
        foreach (PositionalSource initrd in initrds)
        {
            row.Add((length, initrd));
            length = Alignment.Up(length + initrd.Length, Padding);
        }

        return new RowSource(row, length);
    }
}
