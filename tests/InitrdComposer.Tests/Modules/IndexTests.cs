using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Modules;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Modules;

public sealed class IndexTests
{
    public static TheoryData<string> DepmodFiles { get; } =
        new(Directory.EnumerateFiles(Checkout.Fixture("modules", "expected")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(DepmodFiles))]
    public void TheTinyKernelsIndexIsKmods(string file)
    {
        byte[] expected = File.ReadAllBytes(Checkout.Fixture("modules", "expected", file));
        byte[] actual = TinyKernel.BytesOf(KernelModules.Index(RootTree.Empty, TinyKernel.Catalog).Tree, $"{TinyKernel.Folder}/{file}");
        if (!file.EndsWith(".bin", StringComparison.Ordinal)) Assert.Equal(Encoding.ASCII.GetString(expected), Encoding.ASCII.GetString(actual));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void AllFilesOfDepmodAreThereAndNoOther() => Assert.Equal(
        DepmodFiles.Select(row => $"/{TinyKernel.Folder}/{row.Data}"),
        KernelModules.Index(RootTree.Empty, TinyKernel.Catalog).Tree.Select(node => node.Path.ToString()));

    [Fact]
    public void TheIndexCoversModulesThatAreNotInTheTree()
    {
        RootTree tree = KernelModules.Index(TinyKernel.Select("tiny_later").Tree, TinyKernel.Catalog).Tree;
        Assert.False(tree.Contains(RootPath.Of($"{TinyKernel.Folder}/kernel/misc/tiny_weak.ko")));
        Assert.Contains("kernel/misc/tiny_weak.ko:", Encoding.ASCII.GetString(TinyKernel.BytesOf(tree, $"{TinyKernel.Folder}/modules.dep")));
    }

    [Fact]
    public void AnIndexOfTheImageNamesWhatIsInIt()
    {
        ModuleSelectionResult chosen = TinyKernel.Select("tiny_later", "tiny_middle");
        IndexedTree indexed = KernelModules.Index(chosen.Tree, TinyKernel.Catalog, ModuleIndex.Image);
        Assert.Equal(chosen.Modules.Length, indexed.Modules);
        Assert.Equal(
            chosen.Modules.Select(module => module.Path.ToString()[(TinyKernel.Folder.Length + 2)..]).Order(StringComparer.Ordinal),
            Lines(indexed.Tree, "modules.dep").Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
        Assert.All(
            Lines(indexed.Tree, "modules.dep").SelectMany(line => line.Split(": ").Skip(1)).SelectMany(needed => needed.Split(' ')),
            path => Assert.True(indexed.Tree.Contains(RootPath.Of($"{TinyKernel.Folder}/{path}")), path));
        Assert.Contains("alias from-updates tiny_new", Lines(indexed.Tree, "modules.alias"));
        Assert.DoesNotContain("alias from-extra tiny_extra", Lines(indexed.Tree, "modules.alias"));
    }

    [Fact]
    public void TheWholeKernelsIndexCountsModulesThatAreNotInTheTree() =>
        Assert.Equal(TinyKernel.Catalog.Modules.Length, KernelModules.Index(TinyKernel.Select("tiny_later").Tree, TinyKernel.Catalog).Modules);

    [Fact]
    public void ModulesThatWillBeStoredUncompressedAreNamedSoWhereverTheyAre()
    {
        // Packages have compressed modules, the image has one of them, extensions would have the others.
        var packed = RootTree.Of(TinyKernel.Unpacked.Select(node => node.Path.Name.EndsWith(".ko"u8)
            ? TinyKernel.File(node.Path.ToString()[1..] + ".xz", Compressed.Xz(TinyKernel.BytesOf(TinyKernel.Unpacked, node.Path.ToString()[1..])))
            : node));
        ModuleCatalog catalog = TinyKernel.Read(packed, ModuleStorage.Uncompressed);
        ModuleSelectionResult chosen = KernelModules.Select(RootTree.Empty, catalog, new([new("tiny_later", new("recipe.toml"))], [], ModuleStorage.Uncompressed));
        Assert.True(chosen.Tree.Contains(RootPath.Of($"{TinyKernel.Folder}/kernel/misc/tiny_later.ko")));
        Assert.Equal(
            File.ReadAllText(Checkout.Fixture("modules", "expected", "modules.dep")).Replace(".ko.xz", ".ko", StringComparison.Ordinal).Replace(".ko.zst", ".ko", StringComparison.Ordinal)
                .Replace(".ko.gz", ".ko", StringComparison.Ordinal),
            Encoding.ASCII.GetString(TinyKernel.BytesOf(KernelModules.Index(chosen.Tree, catalog).Tree, $"{TinyKernel.Folder}/modules.dep")));
    }

    [Fact]
    public void AModuleBehindALinkIsNamedByTheLink()
    {
        string linked = $"{TinyKernel.Folder}/kernel/misc/tiny_later.ko";
        var packed = RootTree.Of(
        [
            .. TinyKernel.Unpacked.Where(node => node.Path != RootPath.Of(linked)),
            TinyKernel.File("usr/lib/modules/other/extra/tiny_later.ko.xz", Compressed.Xz(TinyKernel.BytesOf(TinyKernel.Unpacked, linked))),
            TinyKernel.Link(linked + ".xz", "../../../other/extra/tiny_later.ko.xz"),
        ]);
        Assert.Contains("kernel/misc/tiny_later.ko.xz:", Lines(KernelModules.Index(RootTree.Empty, TinyKernel.Read(packed, ModuleStorage.Uncompressed)).Tree, "modules.dep"));
    }

    [Fact]
    public void WhatThePackageIndexedIsReplaced()
    {
        RootTree tree = KernelModules.Index(RootTree.Of([TinyKernel.File($"{TinyKernel.Folder}/modules.dep", [1])]), TinyKernel.Catalog).Tree;
        Assert.True(TinyKernel.BytesOf(tree, $"{TinyKernel.Folder}/modules.dep").Length > 100);
        Assert.All(tree, node => Assert.Equal(new Origin.Generated("depmod"), node.Origin));
    }

    [Fact]
    public void TheFilesGoWhereTheTreesLinksLead()
    {
        ModuleCatalog catalog = TinyKernel.Read(RootTree.Of(TinyKernel.Unpacked.Select(node => node with { Path = RootPath.Of(node.Path.ToString()[4..]) })));
        RootTree merged = RootTree.Of([TinyKernel.Link("lib", "usr/lib")]);
        Assert.True(KernelModules.Index(merged, catalog).Tree.Contains(RootPath.Of($"{TinyKernel.Folder}/modules.dep")));
        Assert.True(KernelModules.Index(RootTree.Empty, catalog).Tree.Contains(RootPath.Of($"lib/modules/{TinyKernel.Release}/modules.dep")));
    }

    [Fact]
    public void ACycleIsNamed()
    {
        ModuleCatalog catalog = TinyKernel.Catalog with
        {
            Modules = [Module("d", 1), Module("a", 2), Module("b", 3, 0), Module("c", 1)],
        };
        ComposerException e = Assert.Throws<ComposerException>(() => KernelModules.Index(RootTree.Empty, catalog));
        Assert.Equal("IC-KMO04", e.Id.ToString());
        Assert.Equal("symbols: got modules that need each other, d -> a -> b -> d, expected an order to load them in", e.Message);

        static CatalogModule Module(string name, params int[] needs) => new($"kernel/{name}.ko", [], [], [], [], [], [], [.. needs]);
    }

    private static string[] Lines(RootTree tree, string file) =>
        Encoding.ASCII.GetString(TinyKernel.BytesOf(tree, $"{TinyKernel.Folder}/{file}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
