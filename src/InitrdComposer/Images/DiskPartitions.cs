using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>A disk image as an image: every partition is a part, and the file systems of root and /usr are read (Discoverable Disk Images, UAPI.3).</summary>
internal static class DiskPartitions
{
    /// <summary>Adds all partitions.</summary>
    /// <returns>Root and /usr of the first architecture that has one of them.</returns>
    /// <exception cref="ComposerException">The table is damaged.</exception>
    public static IReadOnlyList<DiskFileSystem> AddTo(PartList parts, string path, PositionalSource disk)
    {
        List<(DiscoverablePartition Kind, DiskFileSystem System)> found = [];
        foreach (GptPartition partition in TableOf(path, disk).Partitions)
        {
            bool isKnown = DiscoverablePartitions.TryIdentify(partition.Type, out DiscoverablePartition? kind);
            string name = isKnown ? kind!.ToString() : partition.Name.Length > 0 ? partition.Name : $"partition of type {partition.Type}";
            int part = parts.Add(name, partition.Offset);
            parts.End(part, partition.Length, partition.Length);
            if (!isKnown || kind!.Content != PartitionContent.Data) continue;
            found.Add((kind, new(name, part, disk.Slice(partition.Offset, partition.Length), kind.Tree == PartitionTree.Root ? RootPath.Root : RootPath.Of("/usr"))));
        }

        return [.. found.Where(one => one.Kind.Architecture == found[0].Kind.Architecture).DistinctBy(one => one.Kind.Tree).OrderBy(one => one.Kind.Tree).Select(one => one.System)];
    }

    private static GptTable TableOf(string path, PositionalSource disk)
    {
        try
        {
            return GptTable.Read(disk);
        }
        catch (MalformedDataException cause)
        {
            throw ImageErrors.Disk(path, cause);
        }
    }
}

/// <summary>A partition whose files are an image's.</summary>
/// <param name="Part">Its place among the parts.</param>
/// <param name="At">Where it is mounted.</param>
internal sealed record DiskFileSystem(string Name, int Part, PositionalSource Content, RootPath At);
