using InitrdComposer.Diagnostics;
using InitrdComposer.Removal;
using InitrdComposer.Tests.Root;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Removal;

public sealed class RemoveFilesTests
{
    [Fact]
    public void RemovedFoldersTakeEverythingBelowAlong() => Assert.Equal(
        ["/usr", "/usr/lib"],
        Paths(Remove(new FakePackage("a").Folder("/usr").Folder("/usr/lib").Folder("/usr/lib/x").File("/usr/lib/x/y/z", "z"), "/usr/lib/x")));

    [Fact]
    public void ParentsThatNobodyOwnsGoWithTheLastFile() => Assert.Equal(
        ["/usr", "/usr/b"], Paths(Remove(new FakePackage("a").File("/usr/a/b/c", "x").File("/usr/b", "x"), "/usr/a/b/c")));

    [Fact]
    public void AFolderThatOnlyHeldRemovedFilesStays() => Assert.Equal(
        ["/usr/lib/x"], Paths(Owned(Remove(new FakePackage("a").Folder("/usr/lib/x").File("/usr/lib/x/y", "y"), "/usr/lib/x/*"))));

    [Fact]
    public void GeneratedFilesCanBeRemovedToo()
    {
        RootTree tree = TreeOf(FileNode("/usr/lib/modules/6/modules.dep", "") with { Origin = new Origin.Generated("depmod") });
        Assert.Empty(RemoveFiles.Apply(tree, [Pattern("/usr/lib/modules/*/modules.dep*")]));
    }

    [Fact]
    public void APatternThatMatchesNothingInAnyImageIsAnErrorUnlessMarked()
    {
        var package = new FakePackage("a").File("/a", "a");
        RootTree[] trees = [TreeOf(FileNode("/a", "a")), TreeOf(FileNode("/b", "b"))];
        RemovalPatterns.RequireMatches([Pattern("?/nothing/*"), Pattern("/b")], trees);
        Assert.Equal(["/a"], Paths(Remove(package, "/b")));
        var e = Assert.Throws<ComposerException>(() => RemovalPatterns.RequireMatches([Pattern("/nothing/*")], trees));
        Assert.Equal((FailureKind.Usage, "recipe.toml"), (e.Id.Kind, e.Location.ToString()));
        Assert.Equal("\"/nothing/*\" matches no file of the image", e.Message);
    }

    [Fact]
    public void APatternThatIsNoneIsAnErrorOfTheRecipe() =>
        Assert.Equal(FailureKind.Usage, Assert.Throws<ComposerException>(() => Remove(new FakePackage("a"), "usr/*")).Id.Kind);

    private static RootTree Remove(FakePackage package, string pattern) =>
        RemoveFiles.Apply(InitrdComposer.Root.RootBuilder.FromHeaders([package.Header], []), [Pattern(pattern)]);

    private static Located<string> Pattern(string pattern) => new(pattern, new("recipe.toml"));
}
