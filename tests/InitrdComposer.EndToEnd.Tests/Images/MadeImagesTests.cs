using System.Text;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Images;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Images;

/// <summary>Initrds of dracut, initramfs-tools and tiny-initramfs, held against cpio, unsquashfs, fsck.erofs and their makers' own listings.</summary>
public sealed class MadeImagesTests
{
    /// <summary>What every build makes; where the machine allows it, there are more.</summary>
    private static readonly string[] Always =
    [
        "initramfs-tools-most", "initramfs-tools-list-gzip", "initramfs-tools-list-lz4", "dracut-generic", "dracut-squashfs", "dracut-erofs-lz4", "dracut-erofs-zstd",
        "dracut-xz", "dracut-lzma", "dracut-bzip2", "tiny-initramfs",
    ];

    public static TheoryData<string> Images => [.. Always.Union(MadeImages.Names, StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Images))]
    public void EveryFileIsThereAsTheirOwnToolsUnpackIt(string name)
    {
        MadeImage made = MadeImages.Require(name);
        OpenedImage opened = ImageReader.Open(Disk.Host, made.Path);
        Assert.Null(opened.Damage);
        Assert.Equal(File.ReadAllLines(made.Files), opened.Tree.Where(node => !node.Path.IsRoot).Select(LineOf).Order(StringComparer.Ordinal));
    }

    /// <summary>Neither more nor fewer names than lsinitramfs and cpio list, which read no contents.</summary>
    [Theory, InlineData("initramfs-tools-most"), InlineData("initramfs-tools-list-gzip"), InlineData("initramfs-tools-list-lz4"), InlineData("tiny-initramfs")]
    public void NamesAreThoseThatTheirMakersList(string name)
    {
        MadeImage made = MadeImages.Require(name);
        // As `ls -l` has it: eight columns, and behind a link's name what it leads to.
        IEnumerable<string> listed = File.ReadLines(made.Listing)
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(line[0] is 'c' or 'b' ? 9 : 8)).Split(" -> ")[0])
            .Where(path => path != ".");
        OpenedImage opened = ImageReader.Open(Disk.Host, made.Path);
        Assert.Equal(listed.ToHashSet(StringComparer.Ordinal).Order(StringComparer.Ordinal), opened.Tree.Where(node => !node.Path.IsRoot).Select(node => node.Path.ToString()[1..]).Order(StringComparer.Ordinal));
    }

    /// <summary>The second pass hands out the bytes whose digests the first has told.</summary>
    [Theory, InlineData("initramfs-tools-most"), InlineData("dracut-squashfs"), InlineData("dracut-erofs-zstd")]
    public void ContentsAreReadAgain(string name)
    {
        MadeImage made = MadeImages.Require(name);
        OpenedImage opened = ImageReader.Open(Disk.Host, made.Path);
        int read = 0;
        ImageReader.Read(Disk.Host, opened, _ => true, (content, bytes) =>
        {
            Assert.Equal(content.Digest, Digest.Sha256Of(bytes));
            read++;
        });
        Assert.InRange(read, 100, 10_000);
    }

    /// <summary>Of what an image's files take not more than the image is left unsaid, and nothing is said twice.</summary>
    [Theory, MemberData(nameof(Images))]
    public void SharesOfFilesAreTheImage(string name)
    {
        MadeImage made = MadeImages.Require(name);
        OpenedImage opened = ImageReader.Open(Disk.Host, made.Path);
        long stored = opened.Tree.Select(node => (node.Inode.Body as FileBody.Regular)?.Content).OfType<ImageContent>().Distinct().Sum(content => opened.StoredSize(content).Length);
        Assert.InRange(stored, opened.Length * 0.8, opened.Length * 1.01);
    }

    private static string LineOf(RootNode node)
    {
        Metadata metadata = node.Inode.Metadata;
        (char type, string end) = node.Inode.Body switch
        {
            FileBody.Directory => ('d', ""),
            FileBody.Regular { Content: ImageContent content } => ('f', $"{content.Length} {content.Digest.Hex}"),
            FileBody.SymbolicLink link => ('l', Encoding.UTF8.GetString(link.Target.Bytes)),
            FileBody.Device device => (device.IsBlock ? 'b' : 'c', $"{device.Major}:{device.Minor}"),
            FileBody.Fifo => ('p', ""),
            _ => ('s', ""),
        };
        return string.Join('\t', node.Path.ToString()[1..], type, Convert.ToString(metadata.Mode, 8), $"{metadata.User}:{metadata.Group}", end);
    }
}
