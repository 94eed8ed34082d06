using InitrdComposer.Diagnostics;
using InitrdComposer.Modules;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Modules;

public sealed class SelectTests
{
    [Fact]
    public void ModulesComeWithAllTheyNeedAndWhy()
    {
        ModuleSelectionResult result = TinyKernel.Select("tinyfs");
        Assert.Equal(
            [
                "tiny_hash: soft of tinyfs",
                "tiny_hash_fast: soft of tinyfs",
                "tiny_middle: symbols of tinyfs",
                "tiny_user: symbols of tiny_middle",
                "tinyfs: recipe.toml:1:1",
                "tiny_base: symbols of tiny_middle",
                "tiny_later: soft of tinyfs",
                "tiny_weak: weak of tinyfs",
                "tiny_new: symbols of tiny_middle",
            ],
            result.Modules.Select(module => $"{module.Name}: {Describe(module.Reason)}"));
        Assert.True(result.Tree.Contains(RootPath.Of($"{TinyKernel.Folder}/updates/tiny_new.ko")));
        Assert.False(result.Tree.Contains(RootPath.Of($"{TinyKernel.Folder}/kernel/drivers/net/tiny_new.ko")));
        Assert.False(result.Tree.Contains(RootPath.Of($"{TinyKernel.Folder}/extra/tiny_extra.ko")));
    }

    [Fact]
    public void TheKernelsListsComeAlongAndKeepTheirOrigin()
    {
        RootTree tree = TinyKernel.Select("tiny-weak").Tree;
        Assert.Equal(
            ["kernel/misc/tiny_weak.ko", "modules.builtin", "modules.builtin.modinfo", "modules.order"],
            tree.Select(node => node.Path.ToString()[(TinyKernel.Folder.Length + 2)..]));
        Assert.All(tree, node => Assert.Equal(new Origin.Generated("test"), node.Origin));
    }

    [Fact]
    public void APatternMayNameWhatIsBuiltIn() => Assert.Empty(TinyKernel.Select("ext9", "tiny_built_in", "/fs/ext9/").Modules);

    [Fact]
    public void AnOptionalPatternMayMatchNothing() => Assert.Empty(TinyKernel.Select("?nothing", "?-nothing").Modules);

    [Theory]
    [InlineData("tiny_usr", "\"tiny_usr\" matches no module of kernel 6.1.0-tiny, loadable or built in", "did you mean tiny_user? Else write \"?tiny_usr\" where it may be missing")]
    [InlineData("scsi-hd", "\"scsi-hd\" matches no module of kernel 6.1.0-tiny, loadable or built in", "scsi-hd is a device of QEMU; the kernel's driver for it is sd_mod")]
    [InlineData("scsi_cd", "\"scsi_cd\" matches no module of kernel 6.1.0-tiny, loadable or built in", "scsi-cd is a device of QEMU; the kernel's driver for it is sr_mod")]
    [InlineData("/drivers/gpu/", "\"/drivers/gpu/\" matches no module of kernel 6.1.0-tiny, loadable or built in", "write \"?/drivers/gpu/\" where it may be missing")]
    [InlineData("tiny-hash-fas", "\"tiny-hash-fas\" matches no module of kernel 6.1.0-tiny, loadable or built in", "did you mean tiny_hash_fast or tiny_hash? Else write \"?tiny-hash-fas\" where it may be missing")]
    [InlineData("ex9", "\"ex9\" matches no module of kernel 6.1.0-tiny, loadable or built in", "did you mean ext9? Else write \"?ex9\" where it may be missing")]
    public void APatternThatMatchesNothingIsAnErrorThatHelps(string pattern, string message, string hint)
    {
        ComposerException e = Assert.Throws<ComposerException>(() => TinyKernel.Select("*", pattern));
        Assert.Equal("IC-MOD01", e.Id.ToString());
        Assert.Equal(FailureKind.Usage, e.Id.Kind);
        Assert.Equal(message, e.Message);
        Assert.Equal(hint, e.Hint);
        Assert.Equal("recipe.toml:2:1", e.Location.ToString());
    }

    [Fact]
    public void SeveralPatternsThatMatchNothingAreNamedAtOnce() => Assert.Equal(
        "\"one\" matches no module of kernel 6.1.0-tiny, loadable or built in; nor do \"two\", \"-three\"",
        Assert.Throws<ComposerException>(() => TinyKernel.Select("one", "tinyfs", "two", "-three")).Message);

    [Fact]
    public void ADependencyThatNoPackageHasIsNoticed()
    {
        ModuleCatalog catalog = TinyKernel.Catalog with { Modules = [new("kernel/a.ko", ["b", "ext9"], ["pre: c"], ["d"], [], [], [], [])] };
        ModuleSelectionResult result = KernelModules.Select(
            RootTree.Empty, catalog, new([new("a", new SourceLocation("recipe.toml"))], []));
        Assert.Equal(["module a depends on b, which the kernel packages do not have"], Modules(result.Notices));
    }

    [Fact]
    public void AFolderThatInstalledPackagesOwnIsNotReplaced()
    {
        var owned = new RootNode(RootPath.Of("usr"), Inode.Folder(0b111_000_000), new Origin.Generated("owner"));
        ModuleCatalog catalog = TinyKernel.Read(RootTree.Of([.. TinyKernel.Unpacked, new(RootPath.Of("usr"), Inode.Folder(), new Origin.Generated("kernel"))]));
        RootTree tree = KernelModules.Select(RootTree.Of([owned]), catalog, new([new("tinyfs", new SourceLocation("r"))], [])).Tree;
        Assert.Same(owned, Assert.Single(tree, node => node.Path == owned.Path));
    }

    private static IEnumerable<string> Modules(IEnumerable<Notice> notices) =>
        notices.Where(notice => notice.Id.ToString() == "IC-MOD03").Select(notice => notice.Message);

    private static string Describe(ModuleReason reason) => reason switch
    {
        ModuleReason.Pattern pattern => pattern.Source.Location.ToString(),
        ModuleReason.DependencyOf dependency => $"{dependency.Kind.ToString().ToLowerInvariant()} of {dependency.Module}",
        _ => reason.ToString(),
    };
}
