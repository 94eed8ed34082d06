using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Sysext;

/// <summary>A file system of an image, with what protects it.</summary>
/// <param name="Tree">Where it is mounted.</param>
/// <param name="Data">The file system: what its hash tree covers; without one all of its partition.</param>
/// <param name="Verity">Its hash tree; null: none.</param>
/// <param name="Signature">The signature of the root hash; null: none.</param>
/// <param name="SignatureOffset">Where that is on the disk.</param>
/// <param name="Names">Of the data's partition and of the hash tree's, which should be the two halves of the root hash.</param>
internal sealed record ExtensionPartition(
    PartitionTree Tree, PositionalSource Data, StoredHashTree? Verity, PositionalSource? Signature, long SignatureOffset, (Guid Data, Guid Verity) Names)
{
    /// <summary>As systemd.image-policy(7) calls it.</summary>
    public string Protection => Verity is null ? "unprotected" : Signature is null ? "verity" : "signed";

    /// <summary>An image that is nothing but a file system: systemd takes it for a root partition that nothing protects.</summary>
    public static ExtensionPartition Naked(PositionalSource image) => new(PartitionTree.Root, image, null, null, 0, default);

    /// <summary>Those of a disk image that are for an architecture.</summary>
    /// <exception cref="MalformedDataException">A hash tree is none, or of more than there is.</exception>
    public static ImmutableArray<ExtensionPartition> AllOf(PositionalSource disk, GptTable table, string architecture)
    {
        var found = ImmutableArray.CreateBuilder<ExtensionPartition>();
        foreach (PartitionTree tree in (PartitionTree[])[PartitionTree.Root, PartitionTree.Usr])
        {
            if (Find(tree, PartitionContent.Data) is not GptPartition data) continue;
            GptPartition? verity = Find(tree, PartitionContent.Verity), signature = Find(tree, PartitionContent.VeritySignature);
            StoredHashTree? hashes = verity is null ? null : StoredHashTree.Read(disk, data, verity);
            found.Add(new(
                tree, hashes?.Data ?? Of(data), hashes, signature is null ? null : Of(signature), signature?.Offset ?? 0, (data.Unique, verity?.Unique ?? default)));
        }

        return found.ToImmutable();

        GptPartition? Find(PartitionTree tree, PartitionContent content) => DiscoverablePartitions.TryFind(tree, content, architecture, out Guid? type)
            ? table.Partitions.FirstOrDefault(partition => partition.Type == type)
            : null;

        PositionalSource Of(GptPartition partition) => disk.Slice(partition.Offset, partition.Length);
    }
}
