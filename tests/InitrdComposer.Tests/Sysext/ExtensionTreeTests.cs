using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Modules;
using InitrdComposer.Root;
using InitrdComposer.Sysext;
using InitrdComposer.Tests.Modules;
using InitrdComposer.Tests.Root;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Sysext;

/// <summary>What an extension holds of its packages, beside a base of one package and the tiny kernel.</summary>
public sealed class ExtensionTreeTests
{
    private static readonly FakePackage Base = new FakePackage("base").Folder("/usr", 0b111_101_101).Folder("/usr/bin", 0b111_000_000).Link("/lib", "usr/lib").File("/usr/bin/tool", "one")
        .File("/usr/lib/os-release", "ID=tiny\nVERSION_ID=1\n");

    [Fact]
    public void WhatTheBaseHasJustSoIsLeftOut()
    {
        ExtensionTree tree = Compose(new FakePackage("more").File("/usr/bin/tool", "one").File("/usr/bin/more", "two"));
        Assert.Equal(["/usr", "/usr/bin", "/usr/bin/more"], PathsOf(tree));
        Assert.Empty(tree.LeftOut);
    }

    [Fact]
    public void AFolderOfTheBaseStaysAsItIs()
    {
        ExtensionTree tree = Compose(new FakePackage("more").Folder("/usr/bin", 0b111_000_000).Folder("/usr/own", 0b111_111_000).File("/usr/own/file", "x").File("/usr/bin/more", "two"));
        Assert.Equal(0b111_000_000, ModeOf(tree, "/usr/bin"));
        Assert.Equal(0b111_111_000, ModeOf(tree, "/usr/own"));
    }

    [Fact]
    public void AnEmptyFolderOfAPackageIsThere() => Assert.Contains("/usr/share/empty", PathsOf(Compose(new FakePackage("more").Folder("/usr/share/empty"))));

    [Fact]
    public void ALinkOfTheBaseLeadsToTheSamePlace() =>
        Assert.Equal(["/usr", "/usr/lib", "/usr/lib/more"], PathsOf(Compose(new FakePackage("more").File("/lib/more", "two"))));

    [Fact]
    public void AnotherFileThanTheBasesIsRefusedWithBothOwners()
    {
        var extra = new RootNode(RootPath.Of("/usr/bin/tool"), Inode.File("another"u8.ToArray()), new Origin.ExtraTree(new SourceLocation("x.toml"), "tree"));
        var error = Assert.Throws<ComposerException>(() => ExtensionTree.Of(Recipe(), Surface(), [], [extra]));
        Assert.Equal(("IC-IMG11", 4), (error.Id.ToString(), (int)error.Id.Kind));
        Assert.Equal("/usr/bin/tool: different content: the base has it from base-1.0-1.x86_64, the extension from the extra tree of x.toml", error.Message);
    }

    [Fact]
    public void WhatIsOutsideOfTheHierarchiesIsToldAndLeftOut()
    {
        FakePackage package = new FakePackage("more").File("/usr/bin/more", "two").File("/etc/more.conf", "a").File("/var/lib/more/state", "b").File("/opt/more", "c");
        ExtensionTree sysext = Compose(package);
        Assert.Equal(["/opt", "/opt/more", "/usr", "/usr/bin", "/usr/bin/more"], PathsOf(sysext));
        Assert.Equal(["/etc/more.conf", "/var/lib/more/state"], sysext.LeftOut.Select(path => $"{path}"));

        ExtensionTree confext = ExtensionTree.Of(Recipe("kind = \"confext\""), Surface(), [package.Header], []);
        Assert.Equal(["/etc", "/etc/more.conf"], PathsOf(confext));
        Assert.Equal(["/opt/more", "/usr/bin/more", "/var/lib/more/state"], confext.LeftOut.Select(path => $"{path}"));
    }

    [Fact]
    public void AnOsReleaseIsRefused()
    {
        ExtensionSurface bare = Surface() with { Tree = RootTree.Empty, Headers = [] };
        var error = Assert.Throws<ComposerException>(() => ExtensionTree.Of(Recipe(), bare, [new FakePackage("more").File("/usr/lib/os-release", "ID=other\n").Header], []));
        Assert.Equal("IC-IMG08", error.Id.ToString());
        Assert.Contains("/usr/lib/os-release", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnIndexOfModulesIsRefused()
    {
        var error = Assert.Throws<ComposerException>(() => Compose(new FakePackage("more").File($"/{TinyKernel.Folder}/modules.dep", "x")));
        Assert.Equal("IC-IMG10", error.Id.ToString());
        Assert.Contains("hides the base's", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModulesComeWithWhatTheyNeedAndTheBaseLacks()
    {
        ModuleSelectionResult all = TinyKernel.Select("*");
        string[] needed = [.. TinyKernel.Select("tiny_user").Modules.Select(module => module.Path.ToString())];
        Assert.True(needed.Length < all.Modules.Length);

        ExtensionTree whole = ExtensionTree.Of(Recipe(modules: "tiny_user"), Surface(), [], []);
        Assert.Equal(needed, whole.Modules.Select(module => module.Path.ToString()));

        ExtensionSurface withOne = Surface() with { Tree = Surface().Tree.With(all.Tree.Where(node => node.Path == RootPath.Of(needed[0]))) };
        ExtensionTree rest = ExtensionTree.Of(Recipe(modules: "tiny_user"), withOne, [], []);
        Assert.Equal(needed[1..], rest.Modules.Select(module => module.Path.ToString()));
        Assert.DoesNotContain(PathsOf(rest), path => Path.GetFileName(path).StartsWith("modules.", StringComparison.Ordinal));
    }

    [Fact]
    public void ABaseThatIsIndexedAloneTakesNoModules()
    {
        ExtensionSurface alone = Surface() with { Index = ModuleIndex.Image };
        var error = Assert.Throws<ComposerException>(() => ExtensionTree.Of(Recipe(modules: "tiny_user"), alone, [], []));
        Assert.Equal("IC-SXT07", error.Id.ToString());
        Assert.Contains("modules.index", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWhereTheBaseHasALinkIsRefused()
    {
        ExtensionSurface linked = Surface() with { Tree = Surface().Tree.With([new(RootPath.Of("/usr/share"), Inode.SymbolicLink("lib"), new Origin.Generated("test"))]) };
        var error = Assert.Throws<ComposerException>(() => ExtensionTree.Of(Recipe(), linked, [new FakePackage("more").File("/usr/share/more", "x").Header], []));
        Assert.Equal("IC-IMG11", error.Id.ToString());
        Assert.StartsWith("/usr/share: ", error.Message, StringComparison.Ordinal);
    }

    private static ExtensionTree Compose(FakePackage package) => ExtensionTree.Of(Recipe(), Surface(), [package.Header], []);

    private static ExtensionSurface Surface() => new(RootBuilder.FromHeaders([Base.Header], []), [Base.Header], TinyKernel.Catalog, ModuleStorage.AsPackaged, ModuleIndex.Kernel);

    private static Recipe Recipe(string extension = "", string? modules = null, string finalize = "") => RecipeReader.Parse(
        Encoding.UTF8.GetBytes($"{(modules is null ? "" : $"[modules]\ninclude = [\"{modules}\"]\n")}[finalize]\n{finalize}\n[extension]\n{extension}\n"), "more.toml");

    private static string[] PathsOf(ExtensionTree tree) => [.. tree.Files.Select(node => $"{node.Path}")];

    private static int ModeOf(ExtensionTree tree, string path) => tree.Files.TryGet(RootPath.Of(path), out RootNode? node) ? node.Inode.Metadata.Mode : -1;
}
