using InitrdComposer.Cpio;
using InitrdComposer.Formats;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Cpio;

public sealed class ContentDigestTests
{
    private static readonly Inode File = Inode.File("body"u8.ToArray());

    [Fact]
    public void IsTheDigestOfTheListingThatIsDocumented()
    {
        RootTree tree = TreeOf(FolderNode("/d"), Node("/d/f", File), Node("/d/g", File), LinkNode("/l", "d/f"));
        string body = Digest.Sha256Of("body"u8).Hex;
        string listing = $"d 755 0 0 0 0 - - d\0- 644 0 0 0 4 - {body} d/f\0- 644 0 0 0 4 - =d/f d/g\0l 777 0 0 0 0 - - l\0d/f\0";
        Assert.Equal(Digest.Sha256Of(System.Text.Encoding.UTF8.GetBytes(listing)), Of(tree));
    }

    [Fact]
    public void EveryDifferenceShows()
    {
        Metadata metadata = File.Metadata;
        RootNode[] variants =
        [
            Node("/f", File),
            Node("/g", File),
            Node("/f", Inode.File("Body"u8.ToArray())),
            Node("/f", Inode.File("bodybody"u8.ToArray())),
            Node("/f", new(metadata with { Mode = 0b110_000_000 }, File.Body)),
            Node("/f", new(metadata with { ModificationTime = 1 }, File.Body)),
            LinkNode("/f", "body"),
            LinkNode("/f", "bod"),
            FolderNode("/f"),
            Node("/f", new(metadata, new FileBody.Fifo())),
            Node("/f", new(metadata, new FileBody.Device(true, 1, 2))),
            Node("/f", new(metadata, new FileBody.Device(true, 1, 3))),
            Node("/f", new(metadata, new FileBody.Device(false, 1, 3))),
        ];
        Assert.Equal(variants.Length, variants.Select(node => Of(TreeOf(node))).Distinct().Count());
    }

    [Fact]
    public void HardLinksAreNotCopies() => Assert.NotEqual(
        Of(TreeOf(Node("/a", File), Node("/b", File))), Of(TreeOf(Node("/a", File), Node("/b", Inode.File("body"u8.ToArray())))));

    [Fact]
    public void ABodyThatIsPromisedByAnotherAlgorithmCountsByItsSha256()
    {
        Assert.True(Digest.TryFromHex(DigestAlgorithm.Md5, "841a2d689ad86bd1611447453c22c6fc", out Digest md5));
        var old = new Inode(File.Metadata, new FileBody.Regular(new FileContent.Packaged(4, md5, default, 0)));
        Assert.Equal(Of(TreeOf(Node("/f", File))), Of(TreeOf(Node("/f", old)), new FixedContents("body"u8.ToArray())));
    }

    private static RootNode Node(string path, Inode inode) => new(RootPath.Of(path), inode, new Origin.Generated("test"));

    private static Digest Of(RootTree tree, IContents? contents = null) =>
        InitrdPlan.Of([new(null, null, tree)], null, contents ?? GeneratedContents.Instance, PackedInitrd.Plain, long.MaxValue).Initrds[0].ContentDigest;

    private sealed class FixedContents(byte[] bytes) : IContents
    {
        public InitrdComposer.Formats.IO.PositionalSource Open(FileContent content) => InitrdComposer.Formats.IO.PositionalSource.OfBytes(bytes);
    }
}
