using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Verity;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext;

/// <summary>A disk image with a file system and its hash tree, whose root hash is to be signed; a signature that it has is replaced.</summary>
public sealed class VerityImage
{
    private const int BlockSize = 4096;

    private readonly PositionalSource _data;
    private readonly string _architecture;
    private readonly DdiIdentifiers _identifiers;

    private VerityImage(Digest rootHash, PositionalSource data, string architecture, DdiIdentifiers identifiers) =>
        (RootHash, _data, _architecture, _identifiers) = (rootHash, data, architecture, identifiers);

    /// <summary>What is signed: the data was hashed, and is what the hash tree in the image is of.</summary>
    public Digest RootHash { get; }

    /// <param name="image">The image.</param>
    /// <param name="threads">That hash at the same time.</param>
    /// <exception cref="ComposerException">It is no such image, or its data is not what its hash tree is of.</exception>
    public static VerityImage Open(FileSource image, int threads)
    {
        try
        {
            var table = GptTable.Read(image);
            DiscoverablePartition? data = Known(table).FirstOrDefault(known => known is { Tree: PartitionTree.Root, Content: PartitionContent.Data });
            ExtensionPartition? root = data is null ? null : ExtensionPartition.AllOf(image, table, data.Architecture).FirstOrDefault(partition => partition.Tree == PartitionTree.Root);
            if (root?.Verity is not StoredHashTree stored) throw Unfit("no root partition with a hash tree");
            if (Other(table, data!.Architecture) is string other) throw Unfit($"{other}, which would be lost");
            VeritySuperblock superblock = stored.Superblock;
            if (superblock is not { DataBlockSize: BlockSize, HashBlockSize: BlockSize }) throw Unfit($"a hash tree of blocks of {superblock.DataBlockSize} and {superblock.HashBlockSize} bytes");
            VerityTree tree = stored.Of(threads);
            if (tree.FirstDifference(stored.Area) is VerityDifference difference)
            {
                throw new ComposerException(ExtensionRules.Verity, $"{(difference.IsData ? "data" : "hash tree")}: block {difference.Block} is not the one that was hashed", new SourceLocation(image.Path));
            }

            return new(tree.RootHash, stored.Data, data.Architecture, IdentifiersOf(image.Path, table, superblock, data.Architecture));
        }
        catch (MalformedDataException malformed)
        {
            throw ComposerException.Malformed(ExtensionRules.DiskImage, image.Path, malformed);
        }

        ComposerException Unfit(string got) =>
            new(ExtensionRules.DiskImage, $"got {got}, expected an image as `sysext build` and systemd-repart make it", new SourceLocation(image.Path));
    }

    /// <summary>Writes the image with a signature. Of the same signature come the same bytes as from a build that signs at once, unless that had a seed of its own.</summary>
    public void Write(VeritySignature signature, int threads, Stream output) => DdiWriter.Write(_data, _architecture, _identifiers, _ => signature, threads, output);

    private static IEnumerable<DiscoverablePartition?> Known(GptTable table) =>
        table.Partitions.Select(partition => DiscoverablePartitions.TryIdentify(partition.Type, out DiscoverablePartition? known) ? known : null);

    /// <summary>A partition that the signed image would not have: all but root's data, hash tree and signature, each once. Null: none.</summary>
    private static string? Other(GptTable table, string architecture)
    {
        HashSet<PartitionContent> seen = [];
        foreach ((GptPartition partition, DiscoverablePartition? known) in table.Partitions.Zip(Known(table)))
        {
            if (known is null) return $"a partition of type {partition.Type}";
            if (known.Tree != PartitionTree.Root || known.Architecture != architecture) return $"a partition {known}";
            if (!seen.Add(known.Content)) return $"two partitions {known}";
        }

        return null;
    }

    private static DdiIdentifiers IdentifiersOf(string path, GptTable table, VeritySuperblock superblock, string architecture)
    {
        Guid type = DiscoverablePartitions.TypeOf(PartitionTree.Root, PartitionContent.VeritySignature, architecture);
        var name = ExtensionName.Of(path);
        DdiSeed ofName = DdiSeed.Of(name.Kind ?? ExtensionKind.Sysext, name.Name);
        DdiSeed seed = ofName.Disk == table.DiskGuid ? ofName : new(table.DiskGuid);
        Guid signature = table.Partitions.FirstOrDefault(partition => partition.Type == type)?.Unique ?? seed.Partition(type);
        return new(table.DiskGuid, superblock.Uuid, superblock.Salt, signature);
    }
}
