using InitrdComposer.Files;
using InitrdComposer.Root;
using InitrdComposer.Root.Payload;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Root.Payload;

/// <summary>A kernel image is taken out of its package once, not once a build.</summary>
public sealed class KeptFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ThePackageIsUnpackedForTheFirstBuildOnly()
    {
        var package = new FakePackage("kernel").File("/boot/vmlinuz", "the kernel").File("/boot/empty", "");
        var packages = new FakeStore(package);
        for (int build = 0; build < 3; build++)
        {
            RootTree tree = RootBuilder.FromHeaders([package.Header], []);
            using var store = new BlobStore(_folder["blobs"]);
            using var spool = new Spool(Disk.Host, _folder.Path);
            var files = new KeptFiles(new Contents(Disk.Host, [tree], packages, packages.Locked, spool), store);
            Assert.Equal("the kernel", Text(files, tree, "/boot/vmlinuz"));
            Assert.Equal("", Text(files, tree, "/boot/empty"));
        }

        Assert.Equal(1, packages.Reads["kernel"]);
    }

    private static string Text(KeptFiles files, RootTree tree, string path)
    {
        Assert.True(tree.TryGet(RootPath.Of(path), out RootNode? node));
        using Stream stream = files.Open(Assert.IsType<FileBody.Regular>(node.Inode.Body).Content).OpenStream();
        return new StreamReader(stream).ReadToEnd();
    }
}
