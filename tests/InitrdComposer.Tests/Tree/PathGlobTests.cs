using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Tree;

public sealed class PathGlobTests
{
    private static readonly string[] Files =
        ["usr/lib/modules/6.1/vmlinuz", "usr/lib/modules/6.1/kernel/x.ko", "usr/lib/modules/6.2/vmlinuz", "usr/lib/.hidden", "usr/share/a/b/c/d.txt", "usr/share/a/d.txt", "etc/[x]"];

    [Theory]
    [InlineData("/usr/lib/modules/*/vmlinuz")]
    [InlineData("/usr/lib/*")]
    [InlineData("/usr/share/**/d.txt")]
    [InlineData("/usr/share/a/*/c")]
    [InlineData("/usr/**/**/d.txt")]
    [InlineData("/usr/**/a/**/d.txt")]
    [InlineData("/usr/**/a/*/c")]
    [InlineData("/usr/share/a/")]
    [InlineData("/usr/**/")]
    [InlineData("/usr/lib/modules/6.[12]/v*")]
    [InlineData("/etc/[[]x]")]
    [InlineData("/usr/share/a/d.txt")]
    [InlineData("/nothing/*")]
    public void NamesWhatPythonsPathGlobNames(string pattern)
    {
        Tool python = Tool.Require("python3", "python3");
        using var folder = new TempFolder();
        foreach (string file in Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[file])!);
            File.WriteAllText(folder[file], "");
        }

        string expected = python.Run(
            "-c", "import pathlib,sys; r=pathlib.Path(sys.argv[1]); print('\\n'.join(sorted('/'+str(p.relative_to(r)) for p in r.glob(sys.argv[2].lstrip('/')))))",
            folder.Path, pattern);
        RootTree tree = RootTree.Of(Files.Select(file => FileNode("/" + file))).WithParents();
        IEnumerable<string> found = PathGlob.Parse(pattern).In(tree).Select(node => node.Path.ToString());
        Assert.Equal(expected.Split('\n', StringSplitOptions.RemoveEmptyEntries), found.Order(StringComparer.Ordinal));
    }

    /// <summary>As from Python 3.13 on; before, only folders.</summary>
    [Fact]
    public void StarsAtTheEndNameFilesToo() => Assert.Equal(
        ["/usr/kernel/x.ko"], Paths(PathGlob.Parse("/usr/**/kernel/**").In(TreeOf(FileNode("/usr/kernel/x.ko")))));

    [Fact]
    public void ManyStarsTakeNoLongerThanFew()
    {
        string deep = string.Concat(Enumerable.Repeat("/d", 200));
        RootTree tree = TreeOf(FileNode(deep + "/file"));
        Assert.Empty(PathGlob.Parse(string.Concat(Enumerable.Repeat("/**/d", 50)) + "/other").In(tree));
        Assert.Equal([deep + "/file"], Paths(PathGlob.Parse(string.Concat(Enumerable.Repeat("/**/d", 50)) + "/**/file").In(tree)));
    }

    [Fact]
    public void LinksBeforeTheFirstWildcardAreFollowed()
    {
        RootTree tree = TreeOf(LinkNode("/lib", "usr/lib"), FileNode("/usr/lib/a"), FileNode("/usr/lib/b"));
        Assert.Equal(["/usr/lib/a", "/usr/lib/b"], Paths(PathGlob.Parse("/lib/*").In(tree)));
        Assert.Equal(["/lib"], Paths(PathGlob.Parse("/lib").In(tree)));
    }

    [Theory]
    [InlineData("usr/*")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/usr/../etc")]
    public void WhatIsNoAbsolutePathIsRefused(string pattern) => Assert.Throws<ArgumentException>(() => PathGlob.Parse(pattern));
}
