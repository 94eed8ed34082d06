using InitrdComposer.EndToEnd.Tests.HostileInput;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Faults;

/// <summary>Disks that are full, or may not be written to, and outputs that are something else.</summary>
public sealed class DiskFaultTests
{
    private const int Kibibyte = 1024;

    /// <summary>Beyond what the build needs in any of its folders.</summary>
    private const int Enough = 640;

    public enum Place
    {
        Output,
        Cache,
        Temporary,
    }

    [Fact]
    public void AFullDiskIsSaid()
    {
        foreach (Place place in Enum.GetValues<Place>()) Assert.True(Full(place, [16, 96, 160]) > 0);
    }

    [Fact(Explicit = true), Trait("fault", "FLT-06")]
    public void EachSizeOfADisk()
    {
        // FLT-04 is the row of the calls; the sizes are what a user has.
        int tried = 0;
        foreach (Place place in Enum.GetValues<Place>()) tried += Full(place, [.. Enumerable.Range(1, Enough / 16).Select(step => step * 16)]);
        int limits = FileSizes();
        new Assurance("faults", "FLT-06", "disks of each size, each alone for output, cache and temporary files, and limits of a file's size", tried + limits, tried + limits).Write();
    }

    [Fact]
    public void ALimitOfAFilesSizeIsSaid() => Assert.True(FileSizes() > 0);

    [Fact, Trait("fault", "FLT-05")]
    public void WithoutInodesTheOldOutputStays()
    {
        int tried = 0;
        foreach (int inodes in (int[])[6, 7, 8, 9, 10, 12, 14, 18, 22, 26])
        {
            using var folder = new FaultFolder();
            using var disk = new SmallFileSystem($"size=8m,nr_inodes={inodes}");
            ToolResult result = RunIn(folder, disk, Place.Output);
            string told = $"{inodes} inodes: exit {result.ExitCode}\n{result.Error}";
            AssertOldOrNew(disk["out"], folder, result, told);
            tried++;
        }

        new Assurance("faults", "FLT-05", "file systems without inodes for the outputs", tried, tried).Write();
    }

    [Fact, Trait("fault", "FLT-10")]
    public void WhatMayNotBeWrittenToIsRefusedOrDoneWithout()
    {
        int tried = 0;
        foreach (Place place in Enum.GetValues<Place>())
        {
            foreach (bool isWarm in (bool[])[false, true])
            {
                using var folder = new FaultFolder();
                using var disk = new SmallFileSystem("size=8m");
                Prepare(folder, disk, place);
                if (isWarm)
                {
                    Assert.Equal(0, folder.Run([], new Dictionary<string, string?>(), OptionsFor(disk, place)).ExitCode);
                    Directory.Delete(OutputFor(folder, disk, place), recursive: true);
                }

                disk.MakeReadOnly();
                ToolResult result = folder.Run([], VariablesFor(disk, place), OptionsFor(disk, place));
                string told = $"{place}, {(isWarm ? "used before" : "new")}: exit {result.ExitCode}\n{result.Error}";

                // A cache is not needed to be right; where nothing temporary can be put, nothing can be built.
                if (place == Place.Cache) Assert.True(result.ExitCode == 0, told);
                else Assert.True(result.ExitCode is FaultVerdict.LocalFailure or 0, told);
                if (place == Place.Output) Assert.True(result.ExitCode == FaultVerdict.LocalFailure, told);
                if (result.ExitCode != 0) FaultVerdict.AssertNamed(result, told);
                tried++;
            }
        }

        new Assurance("faults", "FLT-10", "read-only output, cache and folder for temporary files", tried, tried).Write();
    }

    [Fact, Trait("fault", "FLT-15")]
    public void AnOutputThatIsSomethingElseIsNotReplaced()
    {
        (string Name, Action<string> Make, int Exit)[] cases =
        [
            ("a file", path => File.WriteAllText(path, "mine"), 7),
            ("a link to a folder", path => Directory.CreateSymbolicLink(path, Directory.CreateDirectory(path + "-of-somebody").FullName), 7),
            ("a link that leads nowhere", path => File.CreateSymbolicLink(path, path + "-nowhere"), 7),
            ("a FIFO", path => Tool.Require("mkfifo", "coreutils").Run(path), 7),
            ("somebody's own folder", path => File.WriteAllText(Path.Combine(Directory.CreateDirectory(path).FullName, "thesis"), "mine"), 7),
            ("an empty folder", path => Directory.CreateDirectory(path), 0),
            ("nothing, nor its parents", _ => { }, 0),
        ];
        foreach ((string name, Action<string> make, int exit) in cases)
        {
            using var folder = new FaultFolder();
            string output = exit == 0 && name.StartsWith("nothing", StringComparison.Ordinal) ? Path.Combine(folder.Work, "a", "b", "c") : Path.Combine(folder.Work, "mine");
            make(output);
            string[] before = TreeSnapshot.Of(folder.Work);
            ToolResult result = folder.Run([], new Dictionary<string, string?>(), "--output", output);
            Assert.True(result.ExitCode == exit, $"{name}: exit {result.ExitCode}\n{result.Error}");
            if (exit == 0) continue;
            FaultVerdict.AssertNamed(result, name);
            Assert.Contains(output, result.Error, StringComparison.Ordinal);
            Assert.Empty(TreeSnapshot.Difference(before, TreeSnapshot.Of(folder.Work)));
        }

        new Assurance("faults", "FLT-15", "outputs that are files, links, FIFOs, somebody's own, or not there", cases.Length, cases.Length).Write();
    }

    /// <returns>How often.</returns>
    private static int Full(Place place, int[] sizes)
    {
        foreach (int size in sizes)
        {
            using var folder = new FaultFolder();
            using var disk = new SmallFileSystem($"size={size}k");
            ToolResult result = RunIn(folder, disk, place);
            string told = $"{place} of {size} KiB: exit {result.ExitCode}\n{result.Error}";
            AssertOldOrNew(OutputFor(folder, disk, place), folder, result, told);

            // What the cache does not take is only not kept.
            if (place == Place.Cache) Assert.True(result.ExitCode == 0, told);
            if (result.ExitCode != 0) Assert.Contains("space", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(disk.Path, "*", SearchOption.AllDirectories), path => path.EndsWith(".partial", StringComparison.Ordinal));
        }

        return sizes.Length;
    }

    private static int FileSizes()
    {
        int[] sizes = [1, 1000, 8 * Kibibyte, 20 * Kibibyte, 36 * Kibibyte, 64 * Kibibyte, 110 * Kibibyte, 256 * Kibibyte];
        foreach (int size in sizes)
        {
            using var folder = new FaultFolder();

            // The runtime has memory that it writes programs into as a file, which counts.
            var variables = new Dictionary<string, string?> { ["DOTNET_EnableWriteXorExecute"] = "0" };
            ToolResult result = folder.Run([Tool.Require("prlimit", "util-linux").Path, $"--fsize={size}", "--core=0"], variables);
            FaultVerdict.IsClean(folder, result, $"{size} bytes");
            FaultVerdict.Of(folder, result, $"files of {size} bytes", FaultVerdict.LocalFailure);
        }

        return sizes.Length;
    }

    private static ToolResult RunIn(FaultFolder folder, SmallFileSystem disk, Place place)
    {
        Prepare(folder, disk, place);
        return folder.Run([], VariablesFor(disk, place), OptionsFor(disk, place));
    }

    private static void Prepare(FaultFolder folder, SmallFileSystem disk, Place place)
    {
        if (place != Place.Output) return;
        Directory.CreateDirectory(disk["out"]);
        foreach (string file in Directory.EnumerateFiles(folder.Output)) File.Copy(file, Path.Combine(disk["out"], Path.GetFileName(file)));
    }

    private static string[] OptionsFor(SmallFileSystem disk, Place place) => place switch
    {
        Place.Output => ["--output", disk["out"]],
        Place.Cache => ["--cache", disk["cache"]],
        _ => [],
    };

    private static Dictionary<string, string?> VariablesFor(SmallFileSystem disk, Place place) => place == Place.Temporary ? new() { ["TMPDIR"] = disk.Path } : [];

    private static string OutputFor(FaultFolder folder, SmallFileSystem disk, Place place) => place == Place.Output ? disk["out"] : folder.Output;

    private static void AssertOldOrNew(string output, FaultFolder folder, ToolResult result, string told)
    {
        Assert.True(result.ExitCode is 0 or FaultVerdict.LocalFailure, told);
        if (result.ExitCode == 0)
        {
            Assert.True(FaultFolder.IsNew(output), told);
            return;
        }

        FaultVerdict.AssertNamed(result, told);
        Assert.True(folder.IsOld(output), told);
    }
}
