using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Esp;

/// <summary>The room of a FAT32 file system as mkfs.vfat -F 32 of dosfstools 4.2 makes it in a file, and systemd-repart by that.</summary>
/// <param name="Size">Of the partition in bytes.</param>
/// <param name="ClusterSize">In bytes: what a file takes is a multiple of it.</param>
/// <param name="Clusters">For files and folders.</param>
public sealed record FatVolume(long Size, int ClusterSize, long Clusters)
{
    /// <summary>Of partitions from 260 MiB to 8 GiB.</summary>
    public const int UsualClusterSize = 8 * SectorSize;

    /// <summary>By this number firmware tells FAT32 from FAT16 (Microsoft's fatgen103, "FAT Type Determination").</summary>
    private const long MinClusters = 65_525;

    private const long MaxClusters = 268_435_446;
    private const int SectorSize = 512;
    private const int ReservedSectors = 32;
    private const int Fats = 2;
    private const int FatEntrySize = 4;
    private const int Mebibyte = 1 << 20;

    /// <summary>Sectors of a track, of which there is a whole number, and up to which size of the partition.</summary>
    private static readonly (long UpTo, int Sectors)[] Tracks = [(256L * Mebibyte, 32), (long.MaxValue, 63)];

    /// <summary>Sectors of a cluster, and up to which size of the partition.</summary>
    private static readonly (long UpTo, int Sectors)[] SectorsOfCluster =
        [(260L * Mebibyte, 1), (8192L * Mebibyte, 8), (16384L * Mebibyte, 16), (32768L * Mebibyte, 32), (long.MaxValue, 64)];

    public long Bytes => Clusters * ClusterSize;

    /// <param name="size">Of the partition in bytes.</param>
    /// <param name="clusterSize">A power of two, 512 to 65536; null: by the size.</param>
    /// <exception cref="ComposerException">It is not of a size that FAT32 has.</exception>
    public static FatVolume Of(long size, int? clusterSize)
    {
        int track = ForSize(Tracks, size);
        long sectors = size / SectorSize / track * track;
        int cluster = clusterSize / SectorSize ?? ForSize(SectorsOfCluster, Alignment.Up(size, Mebibyte));
        long data = sectors - Alignment.Up(ReservedSectors, cluster);
        long guess = ((data * SectorSize) + (2 * Fats * FatEntrySize)) / ((cluster * SectorSize) + (Fats * FatEntrySize));
        long fat = Alignment.Up(Alignment.Up((guess + 2) * FatEntrySize, SectorSize) / SectorSize, cluster);
        long clusters = (data - (Fats * fat)) / cluster;
        return clusters is >= MinClusters and <= MaxClusters
            ? new(size, cluster * SectorSize, clusters)
            : throw new ComposerException(
                EspErrors.NoFat32, $"got {size} bytes in clusters of {cluster * SectorSize}: {Math.Max(0, clusters)} clusters, expected {MinClusters} to {MaxClusters} for FAT32",
                hint: "choose another size or another cluster size");
    }

    private static int ForSize((long UpTo, int Sectors)[] table, long size) => table.First(row => size <= row.UpTo).Sectors;
}
