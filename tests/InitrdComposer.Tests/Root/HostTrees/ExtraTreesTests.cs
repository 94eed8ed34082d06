using System.Runtime.Versioning;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Root.HostTrees;
using InitrdComposer.Root.Payload;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Root.HostTrees;

[SupportedOSPlatform("linux")]
public sealed class ExtraTreesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ExtraTreesTests() => Directory.CreateDirectory(_folder["tree"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FilesFoldersAndLinksEnterWithTheirModesButNotTheUmask()
    {
        Directory.CreateDirectory(_folder["tree/d"], (UnixFileMode)0b111_111_101);
        Write("tree/d/script", "run", 0b111_111_101);
        Write("tree/secret", "s", 0b110_000_000);
        File.CreateSymbolicLink(_folder["tree/link"], "../../../etc/passwd");
        IReadOnlyList<RootNode> nodes = Read("tree", "/opt");
        Assert.Equal(["/opt/d 755 Directory", "/opt/d/script 755 3 bytes", "/opt/link 777 -> ../../../etc/passwd", "/opt/secret 600 1 bytes"], Lines(nodes));
        Assert.All(nodes, node => Assert.Equal(("root", 0L), (node.Inode.Metadata.User, node.Inode.Metadata.ModificationTime)));
    }

    [Fact]
    public void NothingBehindALinkIsRead()
    {
        Directory.CreateDirectory(_folder["outside"]);
        Write("outside/f", "x", 0b110_100_100);
        File.CreateSymbolicLink(_folder["tree/out"], _folder["outside"]);
        Assert.Equal(["/out"], Paths(Read("tree", "/")));
    }

    [Fact]
    public void AFifoIsRefusedAndNotWaitedFor()
    {
        Tool.Require("mkfifo", "coreutils").Run(_folder["tree/fifo"]);
        var e = Assert.Throws<ComposerException>(() => Read("tree", "/"));
        Assert.Equal(FailureKind.Usage, e.Id.Kind);
        Assert.Contains("neither folder, file nor link", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFolderIsNamedWithItsPlaceInTheRecipe()
    {
        var e = Assert.Throws<ComposerException>(() => Read("nowhere", "/"));
        Assert.Equal(FailureKind.Usage, e.Id.Kind);
        Assert.Equal("recipe.toml:1:2", e.Location.ToString());
    }

    [Fact]
    public void AFileThatChangesAfterwardsFailsTheBuild()
    {
        Write("tree/f", "before", 0b110_100_100);
        RootTree tree = RootTree.Of(Read("tree", "/"));
        Write("tree/f", "after!", 0b110_100_100);
        using var spool = new Spool(Disk.Host, _folder.Path);
        var e = Assert.Throws<ComposerException>(() => new Contents(Disk.Host, [tree], new FakeStore(), [], spool).Open(((FileBody.Regular)tree[0].Inode.Body).Content));
        Assert.Equal(FailureKind.Verification, e.Id.Kind);
        Assert.Equal(["tree"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    private IReadOnlyList<RootNode> Read(string source, string target) =>
        ExtraTrees.Read(Disk.Host, [new(new(source, new("recipe.toml", InitrdComposer.Formats.DataPosition.AtLine(1, 2))), target)], _folder.Path);

    private void Write(string name, string text, int mode)
    {
        File.WriteAllText(_folder[name], text);
        File.SetUnixFileMode(_folder[name], (UnixFileMode)mode);
    }
}
