using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Tree;

public sealed class RootTreeTests
{
    private static readonly RootTree Sample = TreeOf(FolderNode("/a"), FileNode("/a/x"), FileNode("/a-b"), FolderNode("/a/d"), FileNode("/a/d/y"), FileNode("/b"));

    [Fact]
    public void NodesAreInByteOrder() => Assert.Equal(["/a", "/a-b", "/a/d", "/a/d/y", "/a/x", "/b"], Paths(Sample));

    [Fact]
    public void TheSamePathTwiceIsRefused() => Assert.Throws<ArgumentException>(() => TreeOf(FileNode("/a"), FolderNode("/a")));

    [Fact]
    public void WithReplacesAndInserts()
    {
        RootTree tree = Sample.With([FileNode("/0"), FileNode("/a/d/y", "new"), FileNode("/a/z"), FileNode("/c")]);
        Assert.Equal(["/0", "/a", "/a-b", "/a/d", "/a/d/y", "/a/x", "/a/z", "/b", "/c"], Paths(tree));
        Assert.True(tree.TryGet(RootPath.Of("/a/d/y"), out RootNode? node));
        Assert.Equal(3, ((FileBody.Regular)node.Inode.Body).Content.Length);
    }

    [Fact]
    public void WithEqualsBuildingAnew()
    {
        RootTree whole = TreeOf(Enumerable.Range(0, 200).Select(i => FileNode($"/{i * 37 % 200:000}")));
        RootTree merged = TreeOf(whole.Where((_, i) => i % 3 == 0)).With(whole.Where((_, i) => i % 3 != 0));
        Assert.Equal(Paths(whole), Paths(merged));
    }

    [Fact]
    public void BelowIsTheFolderAndAllInsideButNoNeighbourWithTheSameBeginning() =>
        Assert.Equal(["/a", "/a/d", "/a/d/y", "/a/x"], Paths(Sample.Below(RootPath.Of("/a"))));

    [Fact]
    public void BelowWorksForAFolderThatIsNoNode() =>
        Assert.Equal(["/q/x"], Paths(TreeOf(FileNode("/q-x"), FileNode("/q/x"), FileNode("/q0")).Below(RootPath.Of("/q"))));

    [Fact]
    public void BelowTheRootIsEverything() => Assert.Equal(Paths(Sample), Paths(Sample.Below(RootPath.Root)));

    [Fact]
    public void SubtractTakesNamesAway() =>
        Assert.Equal(["/a-b", "/a/x", "/b"], Paths(Sample.Subtract(TreeOf(FileNode("/0"), FolderNode("/a"), FolderNode("/a/d"), FileNode("/a/d/y"), FileNode("/z")))));

    [Fact]
    public void WithParentsAddsEachMissingFolderOnce()
    {
        RootTree tree = TreeOf(FileNode("/a/b/c/1"), FileNode("/a/b/c/2"), FileNode("/a/d"), FolderNode("/a/b", 0b111_000_000)).WithParents();
        Assert.Equal(["/a", "/a/b", "/a/b/c", "/a/b/c/1", "/a/b/c/2", "/a/d"], Paths(tree));
        Assert.True(tree.TryGet(RootPath.Of("/a/b"), out RootNode? kept));
        Assert.Equal(0b111_000_000, kept.Inode.Metadata.Mode);
    }
}
