using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Tree;

public sealed class ResolveTests
{
    private static readonly RootTree Merged = TreeOf(
        LinkNode("/lib", "usr/lib"), LinkNode("/lib64", "/usr/lib"), FolderNode("/usr"), FolderNode("/usr/lib"), FileNode("/usr/lib/x"), LinkNode("/usr/lib/y", "x"),
        LinkNode("/usr/lib/up", "../../../../etc/f"), FileNode("/etc/f"), LinkNode("/loop", "loop"), LinkNode("/a", "b/c"), LinkNode("/b", "usr"), LinkNode("/usr/c", "lib/."));

    [Theory]
    [InlineData("/lib/x", "/usr/lib/x")]
    [InlineData("/lib64/x", "/usr/lib/x")]
    [InlineData("/lib/y", "/usr/lib/x")]
    [InlineData("/lib/up", "/etc/f")]
    [InlineData("/lib/new/deep", "/usr/lib/new/deep")]
    [InlineData("/a/x", "/usr/lib/x")]
    [InlineData("/lib", "/usr/lib")]
    [InlineData("/", "/")]
    public void LinksAreFollowedInsideTheTree(string path, string physical)
    {
        Assert.True(Merged.TryResolve(RootPath.Of(path), followLast: true, out RootPath found));
        Assert.Equal(RootPath.Of(physical), found);
    }

    [Theory]
    [InlineData("/lib/y", "/usr/lib/y")]
    [InlineData("/lib", "/lib")]
    [InlineData("/loop", "/loop")]
    public void TheLastComponentStaysWhenItIsNotToBeFollowed(string path, string physical)
    {
        Assert.True(Merged.TryResolve(RootPath.Of(path), followLast: false, out RootPath found));
        Assert.Equal(RootPath.Of(physical), found);
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public void FortyLinksAreFollowedAndNoMore(int links, bool resolves)
    {
        RootTree chain = TreeOf(Enumerable.Range(0, links).Select(i => LinkNode($"/l{i}", i == links - 1 ? "end" : $"l{i + 1}")));
        Assert.Equal(resolves, chain.TryResolve(RootPath.Of("/l0"), followLast: true, out _));
    }

    [Fact]
    public void ALoopLeadsNowhere()
    {
        Assert.False(Merged.TryResolve(RootPath.Of("/loop/x"), followLast: true, out _));
        Assert.False(Merged.TryFind(RootPath.Of("/loop"), out _));
    }

    [Fact]
    public void FindReturnsTheNodeAtTheEnd()
    {
        Assert.True(Merged.TryFind(RootPath.Of("/lib/y"), out RootNode? node));
        Assert.Equal(RootPath.Of("/usr/lib/x"), node.Path);
        Assert.False(Merged.TryFind(RootPath.Of("/lib/none"), out _));
    }
}
