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
        var folder = new FolderTree(_kernel.Root);
        ModuleCatalog again = ModuleCatalogReader.ReadAll(folder.Tree, folder, folder, "x86_64", ModuleStorage.AsPackaged, _kernel.Cache)[0];
        Assert.True(folder.Opened < 10, $"{folder.Opened} files opened");
        Assert.Equal(_kernel.Indexed.Select(Content), KernelModules.Index(RootTree.Empty, again).Select(Content));
    }

    private static FileContent Content(RootNode node) => Assert.IsType<FileBody.Regular>(node.Inode.Body).Content;
}
