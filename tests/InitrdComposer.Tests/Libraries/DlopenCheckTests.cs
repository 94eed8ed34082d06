using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Libraries;
using InitrdComposer.Root;
using InitrdComposer.Root.Payload;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Removal;
using InitrdComposer.Tests.Root;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Libraries;

public sealed class DlopenCheckTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LinkedFiles _linked = new();
    private readonly Spool _spool;

    public DlopenCheckTests() => _spool = new(Disk.Host, _folder.Path);

    public void Dispose()
    {
        _spool.Dispose();
        _linked.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void ARequiredLibraryThatIsNotInTheImageIsAnError()
    {
        ComposerException e = Assert.Throws<ComposerException>(() => Require(_ => true, Tool("required")));
        Assert.Equal("IC-FIN13: /usr/bin/tool of tool-1.0-1.x86_64 loads liba.so.2 or liba.so.1, required for unlocking, by dlopen(): no file of the image is that library", $"{e.Id}: {e.Message}");
        Assert.Contains("packages.dlopen = [\"required\"]", e.Hint, StringComparison.Ordinal);
        Assert.Equal(4, (int)e.Id.Kind);
    }

    [Fact]
    public void OneNameOfItIsEnough() => Require(_ => true, Tool("required"), new FakePackage("a").File("/usr/lib64/liba.so.1", _linked.Library("liba.so.1", [])));

    [Fact]
    public void ALinkIsEnough() => Require(
        _ => true, Tool("required"), new FakePackage("a").File("/usr/lib64/liba.so.1.2.3", _linked.Library("other", [])).Link("/usr/lib64/liba.so.1", "liba.so.1.2.3"));

    [Theory]
    [InlineData("recommended")]
    [InlineData("suggested")]
    public void WhatIsNotRequiredMayBeMissing(string priority) => Require(_ => true, Tool(priority));

    [Fact]
    public void ALibraryForAnotherMachineIsNone() => Assert.Throws<ComposerException>(() => Require(
        _ => true, Tool("required"), new FakePackage("a").File("/usr/lib64/liba.so.1", _linked.Library("liba.so.1", [], "", "-m", "elf_i386"))));

    [Fact]
    public void FilesThatAreNotAskedMayMissWhatTheyLike() => Require(path => path.ToString() != "/usr/bin/tool", Tool("required"));

    private FakePackage Tool(string priority) => new FakePackage("tool").File(
        "/usr/bin/tool",
        _linked.Library("tool", [], LinkedFiles.DlopenJson($$"""[{"feature":"unlocking","priority":"{{priority}}","soname":["liba.so.2","liba.so.1"]}]""")));

    private void Require(Func<RootPath, bool> asking, params FakePackage[] packages)
    {
        RootTree tree = RootBuilder.FromHeaders([.. packages.Select(package => package.Header)], []);
        var contents = new Contents(Disk.Host, [tree], new FakeStore(packages), [.. packages.Select(package => package.Locked)], _spool);
        DlopenCheck.Require(tree, new NeedsCatalog(contents, null).Of(tree), asking, contents, "recipe.toml");
    }
}
