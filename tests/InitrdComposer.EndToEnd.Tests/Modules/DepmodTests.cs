using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Modules;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Modules;

/// <summary>Our index of every module of Debian 13's kernel beside that of kmod 34.</summary>
[Collection(KernelPackageFixture.Name)]
public sealed class DepmodTests(KernelPackageFixture fixture)
{
    private readonly KernelPackage _kernel = fixture.Require();

    [Theory]
    [InlineData("modules.dep")]
    [InlineData("modules.alias")]
    [InlineData("modules.symbols")]
    [InlineData("modules.softdep")]
    [InlineData("modules.weakdep")]
    [InlineData("modules.devname")]
    public void TextIndexesAreKmodsByteForByte(string file) =>
        Assert.Equal(Encoding.ASCII.GetString(_kernel.Expected(file)), Encoding.ASCII.GetString(_kernel.Actual(file)));

    [Theory]
    [InlineData("modules.dep.bin")]
    [InlineData("modules.alias.bin")]
    [InlineData("modules.symbols.bin")]
    [InlineData("modules.builtin.bin")]
    [InlineData("modules.builtin.alias.bin")]
    public void BinaryIndexesAreKmodsByteForByte(string file) => Assert.Equal(_kernel.Expected(file), _kernel.Actual(file));

    [Fact]
    public void AnIndexOfTheImageIsWhatKmodMakesOfTheImage()
    {
        ModuleSelectionResult chosen = KernelModules.Select(
            RootTree.Empty, _kernel.Catalog, new([.. new[] { "virtio_net", "btrfs", "dm_verity", "raid456", "/fs/nls/" }.Select(pattern => new Located<string>(pattern, new("recipe.toml")))], []));
        RootTree indexed = KernelModules.Index(chosen.Tree, _kernel.Catalog, ModuleIndex.Image).Tree;
        using var image = new TempFolder();
        Directory.CreateDirectory(image["usr"]);
        Directory.CreateSymbolicLink(image["lib"], "usr/lib");
        foreach (RootNode node in chosen.Tree.Where(node => node.Inode.Body is FileBody.Regular))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(image[node.Path.ToString()[1..]])!);
            File.Copy(_kernel.Root + node.Path, image[node.Path.ToString()[1..]]);
        }

        AssertKmodsIndex(image, indexed);
    }

    [Fact]
    public void AnIndexOfModulesStoredUncompressedIsWhatKmodMakesOfThemAll()
    {
        var folder = new FolderTree(_kernel.Root);
        ModuleCatalog catalog = ModuleCatalogReader.ReadAll(folder.Tree, folder, folder, "x86_64", ModuleStorage.Uncompressed)[0];
        RootTree indexed = KernelModules.Index(RootTree.Empty, catalog).Tree;
        using var unpacked = new TempFolder();
        Tool.Require("sh", "dash").Run(
            "-c", "cp -a \"$1\"/. \"$2\" && find \"$2\" -name '*.ko.xz' -exec xz -d {} +", "sh", _kernel.Root, unpacked.Path);
        AssertKmodsIndex(unpacked, indexed);
    }

    [Fact]
    public void TheComparisonIsOfAWholeKernel()
    {
        Assert.True(_kernel.Catalog.Modules.Length > 1000, $"{_kernel.Catalog.Modules.Length} modules");
        Assert.All(["modules.dep", "modules.alias", "modules.symbols"], file => Assert.True(_kernel.Expected(file).Length > 100_000, file));
    }

    [Fact]
    public void ModprobeFindsEveryModuleAndAliasInOurs()
    {
        using var ours = new TempFolder();
        string folder = Path.Combine(ours.Path, "usr/lib/modules", _kernel.Version);
        Directory.CreateDirectory(folder);
        Directory.CreateSymbolicLink(ours["lib"], "usr/lib");
        Directory.CreateSymbolicLink(Path.Combine(folder, "kernel"), Path.Combine(_kernel.Root, "usr/lib/modules", _kernel.Version, "kernel"));
        foreach (string list in new[] { "modules.builtin", "modules.builtin.modinfo", "modules.order" }) File.WriteAllBytes(Path.Combine(folder, list), _kernel.Expected(list));
        foreach (RootNode node in _kernel.Indexed)
        {
            string name = Encoding.ASCII.GetString(node.Path.Name);
            File.WriteAllBytes(Path.Combine(folder, name), _kernel.Actual(name));
        }

        // modprobe reads the text of modules.softdep and modules.weakdep, all else from the binary files.
        foreach (string text in new[] { "modules.dep", "modules.alias", "modules.symbols" }) File.Delete(Path.Combine(folder, text));
        string[] wanted =
        [
            .. _kernel.Catalog.Modules.Select(module => module.Name),
            .. _kernel.Catalog.Modules.SelectMany(module => module.Aliases).Where(alias => !alias.Contains('[')),
        ];
        foreach (string[] some in wanted.Chunk(1000))
        {
            string[] arguments = ["-C", ours["none"], "-S", _kernel.Version, "--show-depends", "-a", .. some];
            Tool modprobe = _kernel.Distro.Kmod34("modprobe");
            string expected = modprobe.Run(["-d", _kernel.Root, .. arguments]);
            Assert.Equal(expected.Replace(_kernel.Root, ours.Path, StringComparison.Ordinal), modprobe.Run(["-d", ours.Path, .. arguments]));
        }
    }

    private void AssertKmodsIndex(TempFolder modules, RootTree indexed)
    {
        _kernel.Distro.Kmod34("depmod").Run("-a", "-b", modules.Path, _kernel.Version);
        RootNode[] made = [.. indexed.Where(node => node.Origin is Origin.Generated { Stage: "depmod" })];
        Assert.Equal(11, made.Length);
        Assert.All(made, node => Assert.Equal(
            File.ReadAllBytes(modules[node.Path.ToString()[1..]]), Assert.IsType<FileContent.Generated>(Assert.IsType<FileBody.Regular>(node.Inode.Body).Content).Bytes.ToArray()));
    }
}
