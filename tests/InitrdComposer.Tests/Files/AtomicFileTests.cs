using System.Diagnostics;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheOldFileStaysUntilCommit()
    {
        File.WriteAllText(_folder["a"], "old");
        using (AtomicFile file = AtomicFile.Create(Disk.Host, _folder["a"]))
        {
            file.Stream.Write("new"u8);
            Assert.Equal("old", File.ReadAllText(_folder["a"]));
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(_folder["a"]));
        Assert.Equal(["a"], Entries());
    }

    [Fact]
    public void WhatIsNotCommittedLeavesNothing()
    {
        File.WriteAllText(_folder["a"], "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Disk.Host, _folder["a"], stream =>
        {
            stream.Write("new"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(_folder["a"]));
        Assert.Equal(["a"], Entries());
    }

    /// <summary>Another run that starts just then takes what is not locked yet for abandoned.</summary>
    [Fact]
    public void WhatIsCleanedAwayBeforeItIsLockedIsBegunAnew()
    {
        int cleaned = 0;
        var disk = new FaultyDisk(step =>
        {
            if (step.Operation == DiskOperation.Lock && cleaned++ < 3) File.Delete(step.Path);
            return 0;
        });
        AtomicFile.Write(disk, _folder["a"], "new"u8.ToArray());
        Assert.Equal(4, cleaned);
        Assert.Equal("new", File.ReadAllText(_folder["a"]));
        Assert.Equal(["a"], Entries());
    }

    [Fact]
    public void MissingFoldersAreMade()
    {
        AtomicFile.Write(Disk.Host, _folder["b/c/a"], "x"u8.ToArray());
        Assert.Equal("x", File.ReadAllText(_folder["b/c/a"]));
    }

    [Fact]
    public void ASymbolicLinkIsReplacedNotFollowed()
    {
        File.WriteAllText(_folder["target"], "old");
        File.CreateSymbolicLink(_folder["a"], "target");
        AtomicFile.Write(Disk.Host, _folder["a"], "new"u8.ToArray());
        Assert.Null(new FileInfo(_folder["a"]).LinkTarget);
        Assert.Equal("old", File.ReadAllText(_folder["target"]));
    }

    [Fact]
    public void AFolderOrAFifoIsNotReplaced()
    {
        Directory.CreateDirectory(_folder["folder"]);
        Tool.Require("mkfifo", "coreutils").Run(_folder["fifo"]);
        foreach (string name in new[] { "folder", "fifo" })
        {
            ComposerException exception = Assert.Throws<ComposerException>(() => AtomicFile.Create(Disk.Host, _folder[name]));
            Assert.Equal((LocalFailure.WrongKind, _folder[name]), (exception.Id, exception.Location!.Value.File));
        }
    }

    [Fact]
    public void WhatAKilledRunLeftIsRemovedByTheNext()
    {
        File.WriteAllText(_folder[".a.1-2-abc.partial"], "half");
        File.WriteAllText(_folder[".other.1-2-abc.partial"], "of another target");
        AtomicFile.Write(Disk.Host, _folder["a"], "new"u8.ToArray());
        Assert.Equal([".other.1-2-abc.partial", "a"], Entries());
    }

    [Fact]
    public void WhatALivingRunWritesIsLeftAlone()
    {
        using AtomicFile living = AtomicFile.Create(Disk.Host, _folder["a"]);
        living.Stream.Write("first"u8);
        AtomicFile.Write(Disk.Host, _folder["a"], "second"u8.ToArray());
        Assert.Equal(2, Entries().Length);
        living.Commit();
        Assert.Equal("first", File.ReadAllText(_folder["a"]));
    }

    [Fact]
    public void WithoutLocksNobodyKnowsWhetherItsWriterLives()
    {
        const int Enolck = 37;
        File.WriteAllText(_folder[".a.1-2-abc.partial"], "half");
        AtomicFile.Write(new FaultyDisk(step => step.Operation == DiskOperation.Lock ? Enolck : 0), _folder["a"], "new"u8.ToArray());
        Assert.Equal([".a.1-2-abc.partial", "a"], Entries());
    }

    [Fact]
    public void TheLockOfAKilledProcessIsGone()
    {
        string partial = _folder[".a.1-2-abc.partial"];
        File.WriteAllText(partial, "half");
        Tool.Require("flock", "util-linux");
        using Process writer = Process.Start("flock", ["--no-fork", partial, "sleep", "60"]);
        Assert.True(SpinWait.SpinUntil(() => !CanLock(partial), TimeSpan.FromSeconds(20)));
        AtomicFile.Write(Disk.Host, _folder["a"], "new"u8.ToArray());
        Assert.Equal([".a.1-2-abc.partial", "a"], Entries());

        writer.Kill();
        writer.WaitForExit();
        AtomicFile.Write(Disk.Host, _folder["a"], "newer"u8.ToArray());
        Assert.Equal(["a"], Entries());
    }

    [Fact]
    public void AFullDiskIsSaidAndTheOldFileStays()
    {
        using var disk = new SmallFileSystem("size=64k");
        AtomicFile.Write(Disk.Host, disk["a"], "old"u8.ToArray());
        ComposerException exception = Assert.Throws<ComposerException>(() => AtomicFile.Write(Disk.Host, disk["a"], new byte[200_000]));
        Assert.Equal((LocalFailure.Full, FailureKind.LocalIO, disk["a"]), (exception.Id, exception.Id.Kind, exception.Location!.Value.File));
        Assert.Contains("No space left on device", exception.Message, StringComparison.Ordinal);
        Assert.Contains("bytes free", exception.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(disk["a"]));
        AtomicFile.Write(Disk.Host, disk["a"], new byte[20_000]);
        Assert.Equal(["a"], Directory.EnumerateFileSystemEntries(disk.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void NoInodesLeftIsSaidToo()
    {
        using var disk = new SmallFileSystem("size=1m,nr_inodes=2");
        AtomicFile.Write(Disk.Host, disk["a"], "old"u8.ToArray());
        Assert.Equal(LocalFailure.Full, Assert.Throws<ComposerException>(() => AtomicFile.Write(Disk.Host, disk["a"], "new"u8.ToArray())).Id);
        Assert.Equal("old", File.ReadAllText(disk["a"]));
    }

    [Fact]
    public void AReadOnlyFileSystemIsSaid()
    {
        using var disk = new SmallFileSystem("size=1m");
        AtomicFile.Write(Disk.Host, disk["a"], "old"u8.ToArray());
        disk.MakeReadOnly();
        ComposerException exception = Assert.Throws<ComposerException>(() => AtomicFile.Write(Disk.Host, disk["a"], "new"u8.ToArray()));
        Assert.Equal(LocalFailure.Denied, exception.Id);
        Assert.Contains("Read-only file system", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BytesAreDurableBeforeTheirNameAndTheNameAfterwards()
    {
        var disk = new FaultyDisk(_ => 0);
        AtomicFile.Write(disk, _folder["a"], "new"u8.ToArray());
        IEnumerable<(DiskOperation, bool)> steps =
            from step in disk.Steps
            where step.Operation is DiskOperation.Create or DiskOperation.Write or DiskOperation.Sync or DiskOperation.Rename
            select (step.Operation, step.Path == _folder.Path);
        Assert.Equal(
            [(DiskOperation.Create, false), (DiskOperation.Write, false), (DiskOperation.Sync, false), (DiskOperation.Rename, false), (DiskOperation.Sync, true)], steps);
    }

    [Fact]
    public void BetweenFileSystemsNothingIsCopiedAndTheHintSaysWhy()
    {
        const int Exdev = 18;
        File.WriteAllText(_folder["a"], "old");
        var disk = new FaultyDisk(step => step.Operation == DiskOperation.Rename ? Exdev : 0);
        ComposerException exception = Assert.Throws<ComposerException>(() => AtomicFile.Write(disk, _folder["a"], "new"u8.ToArray()));
        Assert.Equal((LocalFailure.OtherFileSystem, _folder["a"]), (exception.Id, exception.Location!.Value.File));
        Assert.Contains("one file system", exception.Hint, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(_folder["a"]));
        Assert.Equal(["a"], Entries());
    }

    [Fact]
    public void WhatACleanerRemovedMeanwhileIsNotPublished()
    {
        File.WriteAllText(_folder["a"], "old");
        using (AtomicFile file = AtomicFile.Create(Disk.Host, _folder["a"]))
        {
            file.Stream.Write("new"u8);
            File.Delete(Assert.Single(Directory.GetFiles(_folder.Path, ".a.*")));
            Assert.Equal(LocalFailure.NotFound, Assert.Throws<ComposerException>(file.Commit).Id);
        }

        Assert.Equal("old", File.ReadAllText(_folder["a"]));
        Assert.Equal(["a"], Entries());
    }

    private static bool CanLock(string path)
    {
        if (!FileLock.TryAcquire(Disk.Host, path, out FileLock? taken)) return false;
        taken.Dispose();
        return true;
    }

    private string[] Entries() => [.. Directory.EnumerateFileSystemEntries(_folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
