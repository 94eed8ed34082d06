using InitrdComposer.Config;
using InitrdComposer.Modules;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Modules;

/// <summary>A second build of the same kernel decompresses no module.</summary>
[Collection(KernelPackageFixture.Name)]
public sealed class CatalogCacheTests(KernelPackageFixture fixture)
{
    private readonly KernelPackage _kernel = fixture.Require();

    [Fact]
    public void AKnownKernelIsNotReadAgain()
    {
        var cache = new KernelPackage.MemoryCache();
        var first = new FolderTree(_kernel.Root);
        ModuleCatalog read = ModuleCatalogReader.ReadAll(first.Tree, first, first, "x86_64", ModuleStorage.AsPackaged, cache)[0];
        Assert.Empty(read.Notices); // kmod's own index, which is in the folder by now, contradicts no module
        Assert.True(first.Opened > 1000, $"{first.Opened} files opened");
        var folder = new FolderTree(_kernel.Root);
        ModuleCatalog again = ModuleCatalogReader.ReadAll(folder.Tree, folder, folder, "x86_64", ModuleStorage.AsPackaged, cache)[0];
        Assert.True(folder.Opened < 10, $"{folder.Opened} files opened");
        Assert.Equal(_kernel.Indexed.Select(Content), KernelModules.Index(RootTree.Empty, again).Tree.Select(Content));
    }

    private static FileContent Content(RootNode node) => Assert.IsType<FileBody.Regular>(node.Inode.Body).Content;
}
