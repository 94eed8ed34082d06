using System.Collections.Immutable;
using System.Formats.Tar;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Erofs;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Formats.Verity;
using InitrdComposer.Fuzz.Mutation;
using InitrdComposer.Fuzz.Structures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Extensions;
using static InitrdComposer.Fuzz.Targets.Reading;

namespace InitrdComposer.Fuzz.Targets;

/// <summary>Images, and what discoverable disk images are made of.</summary>
internal static class FileSystemTargets
{
    /// <summary>Files of an image whose content is read.</summary>
    private const int MaxContents = 16;

    public static ImmutableArray<Target> All { get; } =
    [
        new("squashfs", "squashfs images and their files", ReadSquashfs, SquashfsSeeds) { Structure = FileSystemStructures.Squashfs, MaxLength = 32 << 10 },
        new("erofs", "erofs images and their files", ReadErofs, ErofsSeeds) { Structure = FileSystemStructures.Erofs, MaxLength = 96 << 10 },
        new("gpt", "GUID partition tables", input => GptTable.Read(PositionalSource.OfBytes(input)), () => [Disk()]) { Structure = FileSystemStructures.Gpt },
        new("verity-superblock", "superblocks of dm-verity", input => VeritySuperblock.Read(input.Span), () => [Superblock()])
        {
            Structure = Numbers.At(0, FieldForm.Little, 8, 4, 4, 16, 32, 4, 4, 8, 2), MaxLength = 1 << 10, Dictionary = Target.Words("sha256\0", "sha512\0", "verity\0\0"),
        },
        new("verity-signature", "signatures of root hashes, in JSON", input => SignedRootHash.Read(input, 0), () => [Utf8(SignedHash)])
        {
            Text = TextForm.Lines, MaxLength = 8 << 10, Dictionary = Target.Words("\"rootHash\":", "\"signature\":", "\"certificateFingerprint\":", "{", "}", "[", "\"\\u0000\"", "\"\\ud800\"", "null", "1e999", "AAAA====", "\0"),
        },
    ];

    private const string SignedHash = """
        {"rootHash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "certificateFingerprint":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "signature":"MIIBAA=="}
        """;

    private static void ReadSquashfs(ReadOnlyMemory<byte> input)
    {
        int left = MaxContents;
        Walk(SquashfsReader.Read(PositionalSource.OfBytes(input)));

        void Walk(SquashfsInode inode)
        {
            if (inode.Body is SquashfsBody.Directory folder)
            {
                foreach (SquashfsEntry entry in folder.Entries) Walk(entry.Inode);
            }
            else if (inode.Body is SquashfsBody.Regular file && left-- > 0)
            {
                SquashfsReader.StoredBytes(file.Content);
                Drain(file.Content.OpenStream());
            }
        }
    }

    private static void ReadErofs(ReadOnlyMemory<byte> input)
    {
        int left = MaxContents;
        Walk(ErofsReader.Read(PositionalSource.OfBytes(input)));

        void Walk(ErofsInode inode)
        {
            foreach (ErofsEntry entry in inode.Entries) Walk(entry.Inode);
            if (inode.Content is null || left-- <= 0) return;
            ErofsReader.StoredBytes(inode.Content);
            Drain(inode.Content.OpenStream());
        }
    }

    private static IEnumerable<byte[]> SquashfsSeeds() =>
        new[] { CompressionFormat.Gzip, CompressionFormat.Xz, CompressionFormat.Zstd }.Select(format => new SquashfsSpec { Options = new(format, BlockSize: 4096, Threads: 1) }
            .Add("usr/lib/a", string.Concat(Enumerable.Repeat("text ", 2000))).Add("usr/lib/b", "small", new SquashfsXattr("user.a", "b"u8.ToArray())).Add("usr/zeros", new byte[9000])
            .Link("usr/c", "lib/a").ToBytes());

    /// <summary>The few of mkfs.erofs' images that are small: few mutations would meet anything in large ones. Smaller ones are in the corpus.</summary>
    private static IEnumerable<byte[]> ErofsSeeds()
    {
        using Stream tar = Decompressor.Open(File.OpenRead(Checkout.Fixture("erofs", "images.tar.xz")), CompressionFormat.Xz);
        using var reader = new TarReader(tar);
        while (reader.GetNextEntry() is TarEntry entry)
        {
            if (entry.DataStream is not { Length: <= 64 << 10 } stream) continue;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            yield return bytes.ToArray();
        }
    }

    private static byte[] Disk()
    {
        ImmutableArray<GptPartition> partitions =
        [
            new(DiscoverablePartitions.TypeOf(PartitionTree.Root, PartitionContent.Data, "x86-64"), Guid.Empty, 40, 41, GptPartition.ReadOnly, "root-x86-64"),
            new(DiscoverablePartitions.TypeOf(PartitionTree.Root, PartitionContent.Verity, "x86-64"), Guid.Empty, 42, 43, 0, "verity"),
        ];
        var table = new GptTable(Guid.Empty, 44 + GptTable.TailBlocks, partitions);
        using var disk = new MemoryStream();
        table.WriteHead(disk);
        disk.Write(new byte[(44 * GptTable.BlockSize) - disk.Length]);
        table.WriteTail(disk);
        return disk.ToArray();
    }

    private static byte[] Superblock()
    {
        using var hashes = new MemoryStream();
        VerityTree.Of(PositionalSource.OfBytes(new byte[8192]), new(Guid.Empty, 4096, 4096, 0, [1, 2, 3]), threads: 1).WriteTo(hashes);
        return hashes.ToArray()[..512];
    }
}
