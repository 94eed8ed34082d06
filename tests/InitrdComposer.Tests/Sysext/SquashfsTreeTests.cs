using InitrdComposer.Finalize;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Sysext;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Sysext;

public sealed class SquashfsTreeTests
{
    /// <summary>Owners by the image's passwd, times clamped to the epoch, parents made, one inode for paths that share one.</summary>
    [Fact]
    public void ATreeIsWhatUnsquashfsLists()
    {
        var file = new Inode(
            new("tss", "tss", 0b100_111_101_101, 2_000_000_000, Metadata.NoAttributes), new FileBody.Regular(new FileContent.Generated("hello"u8.ToArray())));
        RootTree tree = RootTree.Of(
        [
            Node("/etc/passwd", Inode.File("tss:x:105:110::/:\n"u8.ToArray())),
            Node("/etc/group", Inode.File("tss:x:110:\n"u8.ToArray())),
            Node("/usr/bin/a", file),
            Node("/usr/bin/b", file),
            Node("/usr/bin/c", Inode.SymbolicLink("../lib/c")),
            Node("/usr/bin-b", Inode.Folder()),
        ]);
        using var folder = new TempFolder();
        using (FileStream image = File.Create(folder["image"]))
        {
            SquashfsInode root = SquashfsTree.Of(tree, GeneratedContents.Instance, OwnerNumbers.Of(tree, GeneratedContents.Instance), epoch: 1_700_000_000);
            SquashfsWriter.Write(root, new(), image);
        }

        string[] lines = [.. Tool.Require("unsquashfs", "squashfs-tools").Run("-llnumeric", "-UTC", folder["image"]).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Contains("-rwsr-xr-x 105/110 5 2023-11-14 22:13 squashfs-root/usr/bin/a", lines);
        Assert.Contains("-rwsr-xr-x 105/110 5 2023-11-14 22:13 squashfs-root/usr/bin/b", lines);
        Assert.Contains(lines, line => line.EndsWith("squashfs-root/usr/bin/c -> ../lib/c", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("squashfs-root/usr/bin-b", StringComparison.Ordinal));
        Assert.Equal(10, lines.Length);
    }

    private static RootNode Node(string path, Inode inode) => new(RootPath.Of(path), inode, Origin.Parent);
}
