using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Verity;

namespace InitrdComposer.Sysext;

/// <summary>
/// Discoverable disk images: a file system, its dm-verity hash tree and the signature of the root hash, each in a partition. Of the same file system, seed and signature
/// comes, byte for byte, what systemd-repart 262 --make-ddi writes.
/// </summary>
public static class DdiWriter
{
    private const int VerityBlockSize = 4096;

    /// <summary>Writes in one forward pass, after the data was read once for its hashes.</summary>
    /// <param name="data">The file system; a multiple of 4,096 bytes.</param>
    /// <param name="architecture">As systemd writes it: "x86-64".</param>
    /// <param name="sign">Signs a root hash; null: the image has no signature.</param>
    /// <param name="threads">That hash at the same time.</param>
    /// <returns>The root hash.</returns>
    /// <exception cref="ArgumentException">The length is none, or no partition has a type for the architecture.</exception>
    public static Digest Write(PositionalSource data, string architecture, DdiSeed seed, Func<Digest, VeritySignature>? sign, int threads, Stream output) =>
        Write(data, architecture, seed.Identifiers(DiscoverablePartitions.TypeOf(PartitionTree.Root, PartitionContent.VeritySignature, architecture)), sign, threads, output);

    /// <param name="identifiers">Of the image.</param>
    /// <inheritdoc cref="Write(PositionalSource, string, DdiSeed, Func{Digest, VeritySignature}?, int, Stream)"/>
    public static Digest Write(PositionalSource data, string architecture, DdiIdentifiers identifiers, Func<Digest, VeritySignature>? sign, int threads, Stream output)
    {
        VerityTree tree = VerityTree.Of(data, new(identifiers.Verity, VerityBlockSize, VerityBlockSize, 0, identifiers.VeritySalt), threads);
        byte[]? signature = sign?.Invoke(tree.RootHash).ToPartition(tree.RootHash);
        ImmutableArray<long> lengths = signature is null ? [data.Length, tree.Length] : [data.Length, tree.Length, signature.Length];
        DdiLayout layout = DdiLayout.Of(lengths, growing: 2);
        byte[] hash = Convert.FromHexString(tree.RootHash.Hex);
        Guid[] names = [new(hash.AsSpan(0, 16), bigEndian: true), new(hash.AsSpan(16), bigEndian: true), identifiers.Signature];
        var table = new GptTable(
            identifiers.Disk, layout.Blocks,
            [.. layout.Partitions.Select((place, index) => new GptPartition(
                TypeOf((PartitionContent)index), names[index], place.FirstLba, place.LastLba, GptPartition.ReadOnly,
                DiscoverablePartitions.NameOf(PartitionTree.Root, (PartitionContent)index, architecture)))]);

        table.WriteHead(output);
        long position = GptTable.HeadBlocks * GptTable.BlockSize;
        Place(0, into => Copy(data, into), data.Length);
        Place(1, tree.WriteTo, tree.Length);
        if (signature is not null) Place(2, into => into.Write(signature), signature.Length);
        Pad((layout.Blocks - GptTable.TailBlocks) * GptTable.BlockSize);
        table.WriteTail(output);
        return tree.RootHash;

        Guid TypeOf(PartitionContent content) => DiscoverablePartitions.TypeOf(PartitionTree.Root, content, architecture);

        void Place(int partition, Action<Stream> write, long length)
        {
            Pad(table.Partitions[partition].Offset);
            write(output);
            position += length;
        }

        void Pad(long until)
        {
            ReadOnlySpan<byte> zeros = new byte[DdiLayout.Grain];
            for (; position < until; position += Math.Min(zeros.Length, until - position)) output.Write(zeros[..(int)Math.Min(zeros.Length, until - position)]);
        }
    }

    private static void Copy(PositionalSource data, Stream output)
    {
        using Stream stream = data.OpenStream();
        stream.CopyTo(output, 1 << 17);
    }
}
