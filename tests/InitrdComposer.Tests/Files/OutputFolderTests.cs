using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Files;

public sealed class OutputFolderTests : IDisposable
{
    private const string Marker = "manifest.json";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheWholeFolderChangesAtOnce()
    {
        Build(_folder["out"], "old", extra: "gone");
        using (OutputFolder folder = OutputFolder.Create(Disk.Host, _folder["out"], Marker))
        {
            Fill(folder.Path, "new");
            Assert.Equal("old", Content(_folder["out"]));
            folder.Commit();
            Assert.Equal("new", Content(_folder["out"]));
        }

        Assert.Equal(["image", Marker, "sub"], Names(_folder["out"]));
        Assert.Equal(["out"], Names(_folder.Path));
    }

    [Fact]
    public void WithoutCommitNothingHappened()
    {
        Build(_folder["out"], "old");
        using (OutputFolder folder = OutputFolder.Create(Disk.Host, _folder["out"], Marker)) Fill(folder.Path, "new");
        Assert.Equal("old", Content(_folder["out"]));
        Assert.Equal(["out"], Names(_folder.Path));
    }

    [Fact]
    public void AnEmptyFolderAndATrailingSlashAreFine()
    {
        Directory.CreateDirectory(_folder["out"]);
        Build(_folder["out"] + "/", "new");
        Assert.Equal("new", Content(_folder["out"]));
    }

    [Fact]
    public void SomebodysOwnFolderIsNotReplaced()
    {
        Directory.CreateDirectory(_folder["home"]);
        File.WriteAllText(_folder["home/thesis"], "precious");
        ComposerException exception = Assert.Throws<ComposerException>(() => OutputFolder.Create(Disk.Host, _folder["home"], Marker));
        Assert.Equal(LocalFailure.NotOurs, exception.Id);
        Assert.Equal("precious", File.ReadAllText(_folder["home/thesis"]));
        Assert.Equal(["home"], Names(_folder.Path));
    }

    [Fact]
    public void AFolderThatBecameSomebodysOwnMeanwhileIsNotReplaced()
    {
        using OutputFolder folder = OutputFolder.Create(Disk.Host, _folder["out"], Marker);
        Fill(folder.Path, "new");
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(_folder["out/thesis"], "precious");
        Assert.Throws<ComposerException>(folder.Commit);
        Assert.Equal("precious", File.ReadAllText(_folder["out/thesis"]));
    }

    [Fact]
    public void AFileOrALinkIsNotReplaced()
    {
        File.WriteAllText(_folder["file"], "");
        File.CreateSymbolicLink(_folder["link"], _folder.Path);
        Assert.Equal(LocalFailure.WrongKind, Assert.Throws<ComposerException>(() => OutputFolder.Create(Disk.Host, _folder["file"], Marker)).Id);
        Assert.Equal(LocalFailure.WrongKind, Assert.Throws<ComposerException>(() => OutputFolder.Create(Disk.Host, _folder["link"], Marker)).Id);
    }

    [Fact]
    public void WhatAKilledRunLeftIsRemovedByTheNext()
    {
        Build(_folder["out"], "old");
        Directory.CreateDirectory(_folder[".out.1-2-abc.partial/sub"]);
        File.WriteAllText(_folder[".out.1-2-abc.partial/sub/half"], "");
        Build(_folder["out"], "new");
        Assert.Equal("new", Content(_folder["out"]));
        Assert.Equal(["out"], Names(_folder.Path));
    }

    [Fact]
    public void TwoAtATimeNeverMix()
    {
        using OutputFolder first = OutputFolder.Create(Disk.Host, _folder["out"], Marker);
        using OutputFolder second = OutputFolder.Create(Disk.Host, _folder["out"], Marker);
        Fill(first.Path, "first");
        Fill(second.Path, "second");
        second.Commit();
        first.Commit();
        Assert.Equal("first", Content(_folder["out"]));
    }

    [Fact]
    public void WithoutItsMarkerAnOutputIsNotPublished()
    {
        using OutputFolder folder = OutputFolder.Create(Disk.Host, _folder["out"], Marker);
        Assert.Throws<InvalidOperationException>(folder.Commit);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void AFullDiskLeavesTheOldOutput()
    {
        using var disk = new SmallFileSystem("size=64k");
        Build(disk["out"], "old");
        Assert.Throws<ComposerException>(() =>
        {
            using OutputFolder folder = OutputFolder.Create(Disk.Host, disk["out"], Marker);
            Fill(folder.Path, new string('x', 100_000));
        });
        Assert.Equal("old", Content(disk["out"]));
        Build(disk["out"], "new");
        Assert.Equal(["out"], Names(disk.Path));
    }

    [Fact]
    public void OutputsAreDurableBeforeTheyAreInPlaceAndTheirPlaceAfterwards()
    {
        var disk = new FaultyDisk(_ => 0);
        using OutputFolder folder = OutputFolder.Create(disk, _folder["out"], Marker);
        Fill(folder.Path, "new");
        folder.Commit();
        DiskStep[] steps = [.. disk.Steps.SkipWhile(step => step.Operation != DiskOperation.Sync).Where(step => step.Operation is DiskOperation.Sync or DiskOperation.Rename)];
        Assert.Equal(
            ["image", Marker, "sub", "sub/part", ".", "", "."],
            steps.Select(step => step.Operation == DiskOperation.Rename ? "" : Path.GetRelativePath(step.Path == _folder.Path ? _folder.Path : folder.Path, step.Path)));
    }

    /// <summary>Another run that starts just then takes what is not locked yet for abandoned: before it is opened, or after that.</summary>
    [Fact]
    public void WhatIsCleanedAwayBeforeItIsLockedIsBegunAnew()
    {
        int cleaned = 0;
        var disk = new FaultyDisk(step =>
        {
            bool isUnlocked = step.Path.EndsWith(".partial", StringComparison.Ordinal) && step.Operation == (cleaned % 2 == 0 ? DiskOperation.Open : DiskOperation.Lock);
            if (!isUnlocked || cleaned == 4) return 0;
            cleaned++;
            Directory.Delete(step.Path);
            return 0;
        });
        using (var output = OutputFolder.Create(disk, _folder["out"], "marker"))
        {
            File.WriteAllText(Path.Combine(output.Path, "marker"), "new");
            output.Commit();
        }

        Assert.Equal(4, cleaned);
        Assert.Equal("new", File.ReadAllText(_folder["out/marker"]));
        Assert.Equal(["out"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void ACleanerThatTakesTheStagingFolderStopsTheRun()
    {
        Build(_folder["out"], "old");
        using (OutputFolder folder = OutputFolder.Create(Disk.Host, _folder["out"], Marker))
        {
            AtomicFile.Write(Disk.Host, Path.Combine(folder.Path, "image"), "new"u8.ToArray());
            Directory.Delete(folder.Path, recursive: true);
            AtomicFile.Write(Disk.Host, Path.Combine(folder.Path, Marker), "{}"u8.ToArray());
            Assert.Equal(LocalFailure.Vanished, Assert.Throws<ComposerException>(folder.Commit).Id);
        }

        Assert.Equal("old", Content(_folder["out"]));
        Assert.Equal(["out"], Names(_folder.Path));
    }

    private static void Build(string path, string content, string? extra = null)
    {
        using OutputFolder folder = OutputFolder.Create(Disk.Host, path, Marker);
        Fill(folder.Path, content);
        if (extra is not null) AtomicFile.Write(Disk.Host, Path.Combine(folder.Path, extra), "x"u8.ToArray());
        folder.Commit();
    }

    private static void Fill(string path, string content)
    {
        AtomicFile.Write(Disk.Host, Path.Combine(path, Marker), "{}"u8.ToArray());
        AtomicFile.Write(Disk.Host, Path.Combine(path, "image"), System.Text.Encoding.UTF8.GetBytes(content));
        AtomicFile.Write(Disk.Host, Path.Combine(path, "sub", "part"), "p"u8.ToArray());
    }

    private static string Content(string output) => File.ReadAllText(Path.Combine(output, "image"));

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
