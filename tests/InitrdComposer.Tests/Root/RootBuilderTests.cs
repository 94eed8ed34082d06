using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Root;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Root;

public sealed class RootBuilderTests
{
    private static readonly FakePackage Filesystem =
        new FakePackage("filesystem").Folder("/usr").Folder("/usr/lib").Folder("/usr/bin").Link("/lib", "usr/lib").Link("/bin", "/usr/bin");

    [Fact]
    public void GhostsAreLeftOut() =>
        Assert.Equal(["/etc/b"], Paths(Build(new FakePackage("a").Ghost("/etc/a").File("/etc/b", "b"))));

    [Fact]
    public void AGhostDoesNotConflictWithTheFileOfAnother() =>
        Assert.Equal(["/etc/a 644 3 bytes"], Lines(Build(new FakePackage("a").Ghost("/etc/a"), new FakePackage("b").File("/etc/a", "yes"))));

    [Fact]
    public void HardLinksOfAPackageShareOneInode()
    {
        RootTree tree = Build(new FakePackage("a").File("/a", "x", hardLinkGroup: 7).File("/b", "x", hardLinkGroup: 7).File("/c", "x"));
        Assert.Same(tree[0].Inode, tree[1].Inode);
        Assert.NotSame(tree[0].Inode, tree[2].Inode);
    }

    [Fact]
    public void HardLinkNumbersOfTwoPackagesHaveNothingToDoWithEachOther()
    {
        RootTree tree = Build(new FakePackage("a").File("/a", "x", hardLinkGroup: 1), new FakePackage("b").File("/b", "y", hardLinkGroup: 1));
        Assert.NotSame(tree[0].Inode, tree[1].Inode);
    }

    [Fact]
    public void AFileBelowALinkedFolderLandsWhereTheLinkLeads()
    {
        FakePackage unmerged = new FakePackage("a").File("/lib/x", "x").File("/bin/y", "y").Folder("/lib/d");
        string[] expected = ["/bin", "/lib", "/usr", "/usr/bin", "/usr/bin/y", "/usr/lib", "/usr/lib/d", "/usr/lib/x"];
        Assert.Equal(expected, Paths(Build(Filesystem, unmerged)));
        Assert.Equal(expected, Paths(Build(unmerged, Filesystem)));
    }

    [Fact]
    public void LinksInsideLinkedFoldersCountToo() => Assert.Equal(
        ["/a", "/lib", "/usr", "/usr/bin", "/usr/lib", "/usr/lib/inner", "/var/x/f"],
        Paths(Build(
            new FakePackage("fs").Folder("/usr").Folder("/usr/lib").Folder("/usr/bin").Link("/lib", "usr/lib").Link("/a", "lib/inner"),
            new FakePackage("b").Link("/lib/inner", "/var/x").File("/a/f", "f"))));

    [Fact]
    public void AFolderAndALinkToAFolderAreOneWhicheverComesFirst()
    {
        FakePackage owner = new FakePackage("a").Folder("/lib").File("/lib/x", "x");
        foreach (RootTree tree in new[] { Build(Filesystem, owner), Build(owner, Filesystem) })
        {
            Assert.True(tree.TryGet(RootPath.Of("/lib"), out RootNode? lib));
            Assert.IsType<FileBody.SymbolicLink>(lib.Inode.Body);
            Assert.True(tree.Contains(RootPath.Of("/usr/lib/x")));
        }
    }

    [Fact]
    public void AFolderAndALinkToAFileConflict()
    {
        ComposerException e = Fails(new FakePackage("a").Folder("/d"), new FakePackage("b").File("/f", "f").Link("/d", "f"));
        Assert.Equal("IC-CPI27", e.Id.ToString());
        Assert.Equal("/d: a folder of a-1.0-1.x86_64, but a link of b-1.0-1.x86_64 that leads to no folder", e.Message);
    }

    [Fact]
    public void AFolderAndALoopConflict() => Assert.Equal("IC-CPI27", Fails(new FakePackage("a").Folder("/d"), new FakePackage("b").Link("/d", "d")).Id.ToString());

    [Fact]
    public void EqualOwnersShareAPathAndTheFirstIsItsOrigin()
    {
        RootTree tree = Build(
            new FakePackage("a").Folder("/d").File("/d/f", "same").Link("/d/l", "f"), new FakePackage("b").Folder("/d").File("/d/f", "same", time: 5).Link("/d/l", "f"));
        Assert.Equal(["/d", "/d/f", "/d/l"], Paths(tree));
        Assert.All(tree, node => Assert.Equal("a", Assert.IsType<Origin.Package>(node.Origin).Nevra.Name));
    }

    [Fact]
    public void DifferentContentIsAConflictThatNamesBothPackages()
    {
        ComposerException e = Fails(new FakePackage("a").File("/f", "one"), new FakePackage("b").File("/f", "two"));
        Assert.Equal(("IC-CPI28", FailureKind.Verification), (e.Id.ToString(), e.Id.Kind));
        Assert.Equal("/f: different content: a-1.0-1.x86_64 and b-1.0-1.x86_64 both own it", e.Message);
    }

    [Fact]
    public void DifferentModesAreAConflictOfFoldersToo() => Assert.Equal(
        "/d: mode 755 and 700: a-1.0-1.x86_64 and b-1.0-1.x86_64 both own it",
        Fails(new FakePackage("a").Folder("/d"), new FakePackage("b").Folder("/d", 0b111_000_000)).Message);

    [Fact]
    public void DifferentOwnersAreAConflict() => Assert.Contains(
        "owner root:root and daemon:daemon", Fails(new FakePackage("a").Folder("/d"), new FakePackage("b").Folder("/d", user: "daemon")).Message, StringComparison.Ordinal);

    [Fact]
    public void TheSixtyFourBitFileWinsWhicheverComesFirst()
    {
        FakePackage wide = new FakePackage("a").File("/f", "64", color: 2);
        FakePackage narrow = new FakePackage("a", "i686").File("/f", "32 bits", color: 1);
        Assert.Equal(["/f 644 2 bytes"], Lines(Build(wide, narrow)));
        Assert.Equal(["/f 644 2 bytes"], Lines(Build(narrow, wide)));
    }

    [Fact]
    public void TwoFilesOfOneColourConflict() =>
        Assert.Equal("IC-CPI28", Fails(new FakePackage("a").File("/f", "1", color: 2), new FakePackage("b").File("/f", "2", color: 2)).Id.ToString());

    [Fact]
    public void AFolderOfOneAndAFileOfAnotherConflict() => Assert.Equal(
        "/x: a folder and a file: a-1.0-1.x86_64 and b-1.0-1.x86_64 both own it", Fails(new FakePackage("a").Folder("/x"), new FakePackage("b").File("/x", "x")).Message);

    [Fact]
    public void NothingCanBeBelowAFile() => Assert.Equal(
        "/x/deep/y of b-1.0-1.x86_64 would be below /x, which is no folder but a file of a-1.0-1.x86_64",
        Fails(new FakePackage("a").File("/x", "x"), new FakePackage("b").File("/x/deep/y", "y")).Message);

    [Fact]
    public void ParentsThatNobodyOwnsAreAdded() =>
        Assert.Equal(["/a", "/a/b", "/a/b/c"], Paths(RootBuilder.FromHeaders([new FakePackage("a").File("/a/b/c", "x").Header], [])));

    [Fact]
    public void ExtraFilesReplaceThoseOfPackagesButFoldersKeepTheirOwner()
    {
        RootNode[] extra = [.. TreeOf(FolderNode("/etc", 0b111_000_000), FileNode("/etc/f", "mine"), LinkNode("/etc/g", "f")).Select(Extra)];
        RootTree tree = RootBuilder.FromHeaders([new FakePackage("a").Folder("/etc").File("/etc/f", "theirs!").File("/etc/g", "g").Header], extra);
        Assert.Equal(["/etc 755 Directory", "/etc/f 644 mine", "/etc/g 777 -> f"], Lines(tree));
    }

    [Fact]
    public void TheLaterExtraTreeWins()
    {
        RootTree tree = RootBuilder.FromHeaders([], [Extra(FileNode("/f", "first")), Extra(FileNode("/f", "second"))]);
        Assert.Equal(["/f 644 second"], Lines(tree));
    }

    [Fact]
    public void AnExtraFileDoesNotReplaceAFolder()
    {
        var e = Assert.Throws<ComposerException>(() => RootBuilder.FromHeaders([new FakePackage("a").Folder("/d").Header], [Extra(FileNode("/d", "f"))]));
        Assert.Equal("/d: a folder and a file: a-1.0-1.x86_64 and the extra tree of recipe.toml:3:5 both own it", e.Message);
    }

    [Fact]
    public void ExtraFilesFollowLinksOfPackagesInsideTheTree() => Assert.Contains(
        "/usr/lib/mine", Paths(RootBuilder.FromHeaders([Filesystem.Header], [Extra(FolderNode("/lib")), Extra(FileNode("/lib/mine", "x"))])));

    private static RootNode Extra(RootNode node) => node with { Origin = new Origin.ExtraTree(new("recipe.toml", InitrdComposer.Formats.DataPosition.AtLine(3, 5)), "extra") };

    private static RootTree Build(params FakePackage[] packages) => TreeOf(Owned(RootBuilder.FromHeaders([.. packages.Select(package => package.Header)], [])));

    private static ComposerException Fails(params FakePackage[] packages) => Assert.Throws<ComposerException>(() => Build(packages));
}
