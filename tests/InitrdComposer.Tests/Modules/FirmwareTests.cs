using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Modules;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Modules.TinyKernel;

namespace InitrdComposer.Tests.Modules;

/// <summary>tiny_user asks for tiny/user-*.bin and tiny/user.fw; ext9, built in, for tiny/builtin.bin.</summary>
public sealed class FirmwareTests
{
    private static readonly string[] Installed =
        ["tiny/user-1.bin", "tiny/user-2.bin.xz", "tiny/sub/user-3.bin", "tiny/user.fw.zst", "tiny/builtin.bin", "tiny/user.fw.sig", "other/a.bin", "amd-ucode/x.bin"];

    [Fact]
    public void OnlyWhatChosenModulesAndTheKernelAskForStays() => Assert.Equal(
        ["amd-ucode/x.bin", "tiny/builtin.bin", "tiny/user-1.bin", "tiny/user-2.bin.xz", "tiny/user.fw.zst"], Firmware(Of(Installed), ["tiny_user"], []));

    [Fact]
    public void WithoutTheModuleItsFirmwareGoes() =>
        Assert.Equal(["amd-ucode/x.bin", "tiny/builtin.bin"], Firmware(Of(Installed), ["tiny_later"], []));

    [Fact]
    public void TheRecipeAddsAndRemoves()
    {
        Assert.Equal(
            ["amd-ucode/x.bin", "other/a.bin", "tiny/builtin.bin", "tiny/user-1.bin", "tiny/user.fw.zst"],
            Firmware(Of(Installed), ["tiny_user"], ["other/", "-user-2.bin"]));
        Assert.Equal(["amd-ucode/x.bin", "tiny/sub/user-3.bin"], Firmware(Of(Installed), ["tiny_user"], ["-*", "user-3.bin", "?nothing"]));
    }

    [Fact]
    public void AGlobOfTheRecipeThatMatchesNothingIsAnError()
    {
        ComposerException e = Assert.Throws<ComposerException>(() => Firmware(Of(Installed), [], ["tiny/usr.fw"]));
        Assert.Equal("\"tiny/usr.fw\" matches no file below /usr/lib/firmware", e.Message);
        Assert.Equal(FailureKind.Usage, e.Id.Kind);
    }

    [Fact]
    public void LinksOnTheWayStayAndSoDoesWhatTheyLeadTo()
    {
        RootTree tree = Of(["real/deep/fw", "real/unused", "tiny/builtin.bin"]).With(
        [
            Link("usr/lib/firmware/tiny/user.fw.xz", "../alias/deep/second"),
            Link("usr/lib/firmware/alias", "/usr/lib/firmware/real"),
            Link("usr/lib/firmware/real/deep/second", "fw"),
            Link("usr/lib/firmware/tiny/unused", "builtin.bin"),
        ]);
        Assert.Equal(["alias", "real/deep/fw", "real/deep/second", "tiny/builtin.bin", "tiny/user.fw.xz"], Firmware(tree, ["tiny_user"], []));
    }

    [Fact]
    public void ADanglingLinkIsNoticed()
    {
        ModuleSelectionResult result = Select(Of([]).With([Link("usr/lib/firmware/tiny/user.fw", "gone")]), ["tiny_user"], []);
        Assert.Contains(result.Notices, notice => notice.Message == "/usr/lib/firmware/tiny/user.fw: the link leads to no file of the tree");
    }

    [Fact]
    public void LinksThatGoRoundAreAnError()
    {
        RootTree tree = Of([]).With([Link("usr/lib/firmware/tiny/user.fw", "loop"), Link("usr/lib/firmware/tiny/loop", "user.fw")]);
        Assert.Equal("IC-KMO08", Assert.Throws<ComposerException>(() => Select(tree, ["tiny_user"], [])).Id.ToString());
    }

    [Fact]
    public void EmptyFoldersGoToo()
    {
        RootTree tree = Of(Installed).With(
            new[] { "usr/lib/firmware", "usr/lib/firmware/tiny", "usr/lib/firmware/other" }
                .Select(path => new RootNode(RootPath.Of(path), Inode.Folder(), new Origin.Generated("test"))));
        RootTree pruned = Select(tree, ["tiny_user"], []).Tree;
        Assert.True(pruned.Contains(RootPath.Of("usr/lib/firmware/tiny")));
        Assert.False(pruned.Contains(RootPath.Of("usr/lib/firmware/other")));
    }

    [Fact]
    public void WhatIsNotInstalledIsNoticedOnce()
    {
        Notice notice = Assert.Single(Select("tiny_user").Notices);
        Assert.Equal(
            "3 firmware files that 2 modules may ask for are not installed: tiny/builtin.bin, tiny/user-*.bin, tiny/user.fw", notice.Message);
    }

    [Theory]
    [InlineData("../../etc/shadow")]
    [InlineData("/etc/shadow")]
    [InlineData("a/../../b*")]
    [InlineData("")]
    public void AFirmwarePathThatLeadsOutIsRefused(string path)
    {
        ModuleCatalog catalog = Catalog with { BuiltinInfo = [new BuiltinModuleInfo("evil", "firmware", path)] };
        ComposerException e = Assert.Throws<ComposerException>(() => KernelModules.Select(RootTree.Empty, catalog, new([], [])));
        Assert.Equal("IC-KMO08", e.Id.ToString());
        Assert.Contains("module evil", e.Message);
    }

    private static RootTree Of(string[] installed) => RootTree.Of(installed.Select(path => File("usr/lib/firmware/" + path, [1])));

    private static string[] Firmware(RootTree tree, string[] modules, string[] globs) =>
    [
        .. Select(tree, modules, globs).Tree.Below(RootPath.Of("usr/lib/firmware"))
            .Where(node => node.Inode.Body is not FileBody.Directory)
            .Select(node => node.Path.ToString()["/usr/lib/firmware/".Length..]),
    ];
}
