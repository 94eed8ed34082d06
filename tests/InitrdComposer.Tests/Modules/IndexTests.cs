using System.Text;
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
        byte[] actual = TinyKernel.BytesOf(KernelModules.Index(RootTree.Empty, TinyKernel.Catalog), $"{TinyKernel.Folder}/{file}");
        if (!file.EndsWith(".bin", StringComparison.Ordinal)) Assert.Equal(Encoding.ASCII.GetString(expected), Encoding.ASCII.GetString(actual));
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void AllFilesOfDepmodAreThereAndNoOther() => Assert.Equal(
        DepmodFiles.Select(row => $"/{TinyKernel.Folder}/{row.Data}"),
        KernelModules.Index(RootTree.Empty, TinyKernel.Catalog).Select(node => node.Path.ToString()));

    [Fact]
    public void TheIndexCoversModulesThatAreNotInTheTree()
    {
        RootTree tree = KernelModules.Index(TinyKernel.Select("tiny_later").Tree, TinyKernel.Catalog);
        Assert.False(tree.Contains(RootPath.Of($"{TinyKernel.Folder}/kernel/misc/tiny_weak.ko")));
        Assert.Contains("kernel/misc/tiny_weak.ko:", Encoding.ASCII.GetString(TinyKernel.BytesOf(tree, $"{TinyKernel.Folder}/modules.dep")));
    }

    [Fact]
    public void WhatThePackageIndexedIsReplaced()
    {
        RootTree tree = KernelModules.Index(RootTree.Of([TinyKernel.File($"{TinyKernel.Folder}/modules.dep", [1])]), TinyKernel.Catalog);
        Assert.True(TinyKernel.BytesOf(tree, $"{TinyKernel.Folder}/modules.dep").Length > 100);
        Assert.All(tree, node => Assert.Equal(new Origin.Generated("depmod"), node.Origin));
    }

    [Fact]
    public void TheFilesGoWhereTheTreesLinksLead()
    {
        ModuleCatalog catalog = TinyKernel.Read(RootTree.Of(TinyKernel.Unpacked.Select(node => node with { Path = RootPath.Of(node.Path.ToString()[4..]) })));
        RootTree merged = RootTree.Of([TinyKernel.Link("lib", "usr/lib")]);
        Assert.True(KernelModules.Index(merged, catalog).Contains(RootPath.Of($"{TinyKernel.Folder}/modules.dep")));
        Assert.True(KernelModules.Index(RootTree.Empty, catalog).Contains(RootPath.Of($"lib/modules/{TinyKernel.Release}/modules.dep")));
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
}
