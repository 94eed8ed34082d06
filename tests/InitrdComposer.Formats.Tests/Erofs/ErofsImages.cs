using System.Formats.Tar;
using System.Globalization;
using System.Text;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Erofs;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Testing;

namespace InitrdComposer.Formats.Tests.Erofs;

/// <summary>What mkfs.erofs made of one tree in all its ways: tests/fixtures/erofs.</summary>
internal static class ErofsImages
{
    public static IReadOnlyDictionary<string, byte[]> All { get; } = Unpack();

    /// <summary>As stat, sha256sum and readlink saw the tree.</summary>
    public static IReadOnlyList<string> Expected { get; } = File.ReadAllLines(Checkout.Fixture("erofs", "expected.txt"));

    public static ErofsInode Read(byte[] image) => ErofsReader.Read(PositionalSource.OfBytes(image));

    /// <summary>Every file, as <see cref="Expected"/> has it; the order is that of the names' bytes, folder by folder.</summary>
    public static List<string> Listing(ErofsInode root)
    {
        List<string> lines = [];
        Add(root, "");
        lines.Sort(StringComparer.Ordinal);
        return lines;

        void Add(ErofsInode folder, string path)
        {
            foreach (ErofsEntry entry in folder.Entries)
            {
                string name = path + Encoding.UTF8.GetString(entry.Name.Span);
                ErofsInode inode = entry.Inode;
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {inode.Mode:x} {inode.Uid}:{inode.Gid} {End(inode)}"));
                Add(inode, $"{name}/");
            }
        }
    }

    /// <summary>The file of that name.</summary>
    public static ErofsInode FileOf(byte[] image, string name) => Read(image).Entries.Single(entry => Encoding.UTF8.GetString(entry.Name.Span) == name).Inode;

    private static string End(ErofsInode inode) => (inode.Mode & InodeMode.TypeMask) switch
    {
        InodeMode.Regular => string.Create(CultureInfo.InvariantCulture, $"{inode.Content!.Length} {Digest.Sha256Of(inode.Content.OpenStream()).Hex}"),
        InodeMode.SymbolicLink => Encoding.UTF8.GetString(inode.Content!.ReadAll()),
        // new_encode_dev: what is here is below 256.
        _ => $"{inode.Device >> 8:x}:{inode.Device & 0xFF:x}",
    };

    private static Dictionary<string, byte[]> Unpack()
    {
        Dictionary<string, byte[]> images = new(StringComparer.Ordinal);
        using Stream tar = Decompressor.Open(File.OpenRead(Checkout.Fixture("erofs", "images.tar.xz")), CompressionFormat.Xz);
        using var reader = new TarReader(tar);
        while (reader.GetNextEntry() is TarEntry entry)
        {
            if (entry.DataStream is null) continue;
            using var bytes = new MemoryStream();
            entry.DataStream.CopyTo(bytes);
            images.Add(Path.GetFileName(entry.Name), bytes.ToArray());
        }

        return images;
    }
}
