using System.Collections.Immutable;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Faults;

/// <summary>
/// The program's system calls on its files fail, or end it, one after the other: what FaultSweepTests do to operations in the process, done to the process.
/// `make faults` does it at every call, `make test` at a few.
/// </summary>
public sealed class SystemCallFaultTests
{
    private const int AtATime = 2;
    private const string Changing = "openat,mkdir,pwrite64,ftruncate,fsync,renameat,renameat2,unlink,rmdir,utimensat";
    private const string OtherChanging = "creat,write,writev,pwritev,pwritev2,truncate,fallocate,copy_file_range,sendfile,splice,rename,mkdirat,unlinkat,link,linkat,symlink,symlinkat,mknod,mknodat,"
        + "chmod,fchmod,fchmodat,chown,fchown,lchown,fchownat,setxattr,lsetxattr,fsetxattr,utime,utimes,futimesat,fdatasync,sync_file_range";

    private const string Interruptible = "openat,mkdir,pwrite64,pread64,ftruncate,fsync,renameat,renameat2,unlink,rmdir,utimensat,flock";

    /// <summary>What is done at a call, to which calls, and how the program may end then.</summary>
    public static TheoryData<string, string, string, string> Sweeps => new()
    {
        { "FLT-01", "killed at each call that changes something", "signal=KILL", Changing + ",flock" },
        { "FLT-04", "no space left, at each call that needs some", "error=ENOSPC", "openat,mkdir,pwrite64,renameat,renameat2" },
        { "FLT-08", "an error of the disk, at each call that changes, looks, syncs or closes", "error=EIO", Changing + ",close,getdents64,statx" },
        { "FLT-09", "a rename between file systems", "error=EXDEV", "renameat,renameat2" },
        { "FLT-13", "interrupted calls", "error=EINTR", Interruptible },
    };

    [Theory(Explicit = true)]
    [Trait("fault", "FLT-01"), Trait("fault", "FLT-04"), Trait("fault", "FLT-08"), Trait("fault", "FLT-09"), Trait("fault", "FLT-13")]
    [MemberData(nameof(Sweeps))]
    public void AtEveryCallTheOldOutputOrTheNewOneIsThere(string id, string what, string injection, string calls)
    {
        IReadOnlyList<(string Call, int Number)> points = PointsOf(calls);
        int deaths = Sweep(points, injection);
        var figures = points.GroupBy(point => point.Call).ToImmutableSortedDictionary(group => group.Key, group => (long)group.Count(), StringComparer.Ordinal);
        if (id != "FLT-01") figures = figures.Add("deaths of the runtime itself", deaths);
        new Assurance("faults", id, what, points.Count, points.Count) { Figures = figures }.Write();
    }

    [Fact]
    public void AtSomeCallsTheOldOutputOrTheNewOneIsThere()
    {
        foreach ((string injection, string calls, int count) in (ReadOnlySpan<(string, string, int)>)[("signal=KILL", "fsync,renameat2,pwrite64", 5), ("error=EIO", "fsync,pwrite64,unlink,mkdir", 6), ("error=EINTR", "fsync,flock", 3)])
        {
            IReadOnlyList<(string Call, int Number)> points = PointsOf(calls);
            Sweep([.. points.Where((_, index) => index % Math.Max(1, points.Count / count) == 0)], injection);
        }
    }

    /// <summary>Else the sweeps would pass over some.</summary>
    [Fact]
    public void FilesAreChangedByNoOtherCallsThanThese()
    {
        using var folder = new FaultFolder();
        Assert.Empty(SystemCallTrace.PointsOf(folder, OtherChanging.Split(','), folder.Root));
    }

    /// <summary>NFS, 9p and some of FUSE know no flags of renameat2(2). New outputs need none.</summary>
    [Fact]
    public void WhereFoldersCannotBeExchangedOutputsAreNotReplaced()
    {
        using var folder = new FaultFolder();
        using var log = new TempFolder();
        string[] strace = SystemCallTrace.Strace(log["log"], "renameat2", "-e", "inject=renameat2:error=EINVAL");
        ToolResult refused = folder.Run(strace);
        FaultVerdict.Of(folder, refused, "EINVAL", FaultVerdict.LocalFailure);
        Assert.Contains("[IC-FLT19]", refused.Error, StringComparison.Ordinal);

        Directory.Delete(folder.Output, recursive: true);
        ToolResult built = folder.Run(strace);
        Assert.True(built.ExitCode == 0, built.Error);
        Directory.Delete(folder.Output, recursive: true);
        Directory.CreateDirectory(folder.Output);
        built = folder.Run(strace);
        Assert.True(built.ExitCode == 0, built.Error);
        Assert.True(folder.HasNewOutput);
    }

    [Fact, Trait("fault", "FLT-03")]
    public void WhatIsInPlaceIsDurable()
    {
        using var folder = new FaultFolder();
        using var log = new TempFolder();
        ToolResult result = folder.Run(SystemCallTrace.Strace(log["log"], "pwrite64,fsync,renameat,renameat2"));
        Assert.True(result.ExitCode == 0, result.Error);
        string[] lines = [.. File.ReadLines(log["log"]).Where(line => line.Contains(folder.Work, StringComparison.Ordinal))];
        int exchange = Array.FindIndex(lines, line => line.Contains("renameat2(", StringComparison.Ordinal));
        Assert.True(exchange > 0, string.Join('\n', lines));
        Assert.Contains(lines[exchange..], line => line.Contains("fsync(", StringComparison.Ordinal) && line.Contains($"<{folder.Work}>", StringComparison.Ordinal));
        string[] written = [.. lines[..exchange].Where(line => line.Contains("pwrite64(", StringComparison.Ordinal)).Select(line => line.Split('<')[1].Split('>')[0]).Distinct()];
        Assert.NotEmpty(written);
        foreach (string file in written)
        {
            int last = Array.FindLastIndex(lines, exchange, line => line.Contains($"pwrite64(", StringComparison.Ordinal) && line.Contains($"<{file}>", StringComparison.Ordinal));
            Assert.Contains(lines[last..exchange], line => line.Contains("fsync(", StringComparison.Ordinal) && line.Contains($"<{file}>", StringComparison.Ordinal));
        }

        new Assurance("faults", "FLT-03", "each written file is synced before the outputs are in place, and their folder afterwards", written.Length + 1, written.Length + 1).Write();
    }

    [Fact, Trait("fault", "FLT-07")]
    public void WhatTheDiskNoLongerReadsIsFetchedAgain()
    {
        using var server = new ScriptedServer();
        server.AddFolder(FaultFolder.Repository);
        using FaultFolder counted = Fetched(server);
        int reads = 0;
        foreach ((_, int number) in SystemCallTrace.PointsOf(counted, ["pread64"], Path.Combine(counted.Cache, "v1", "objects")))
        {
            using FaultFolder folder = Fetched(server);
            using var log = new TempFolder();
            int before = server.Requests.Count;
            ToolResult result = folder.Run(SystemCallTrace.Strace(log["log"], "pread64", "-e", $"inject=pread64:error=EIO:when={number}"));
            string told = $"{number}: exit {result.ExitCode}\n{result.Error}\n{string.Join('\n', File.ReadLines(log["log"]).Take(40))}";
            Assert.True(result.ExitCode is 0 or FaultVerdict.LocalFailure || FaultVerdict.RuntimeDeaths.Contains(result.ExitCode), told);
            if (result.ExitCode == FaultVerdict.LocalFailure) FaultVerdict.AssertNamed(result, told);
            bool isObject = File.ReadLines(log["log"]).Any(line => line.Contains("INJECTED", StringComparison.Ordinal) && line.Contains("/v1/objects/", StringComparison.Ordinal));
            if (isObject) reads++;
            if (isObject && result.ExitCode == 0) Assert.True(server.Requests.Count > before, told);
            ToolResult next = folder.Run();
            Assert.True(next.ExitCode == 0, $"{next.Error}\n{told}");
        }

        Assert.True(reads > 0);
        new Assurance("faults", "FLT-07", "the disk does not read what the cache has", reads, reads).Write();
    }

    /// <summary>With a lock and all packages, of which nothing is known yet.</summary>
    private static FaultFolder Fetched(ScriptedServer server)
    {
        var folder = new FaultFolder(server.Url);
        folder.MakeLock();
        Assert.Equal(0, folder.Start([], new Dictionary<string, string?>(), ["fetch", folder.Recipe, "--cache", folder.Cache, "--quiet"]).ExitCode);
        return folder;
    }

    [Fact, Trait("fault", "FLT-14")]
    public async Task ACleanerThatRemovesWhatIsBegunEndsTheRun()
    {
        using var folder = new FaultFolder();
        using var log = new TempFolder();
        Task<ToolResult> run = Task.Run(() => folder.Run(SystemCallTrace.Strace(log["log"], "fsync", "-e", "inject=fsync:delay_enter=3s:when=1")));
        string? staging = null;
        Assert.True(SpinWait.SpinUntil(() => (staging = Directory.EnumerateDirectories(folder.Work, ".out.*.partial").FirstOrDefault()) is not null, TimeSpan.FromSeconds(60)));
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => TryDelete(staging!), TimeSpan.FromSeconds(20));
        ToolResult result = await run;
        FaultVerdict.Of(folder, result, "a cleaner", FaultVerdict.LocalFailure);
        Assert.Equal(FaultVerdict.LocalFailure, result.ExitCode);
        new Assurance("faults", "FLT-14", "a cleaner removes the outputs that are being written", 1, 1).Write();
    }

    [Fact, Trait("fault", "CON-03")]
    public void WithoutLocksBuildsThatShareACacheAndAnOutputAreRight()
    {
        const int Runs = 4;
        using var server = new ScriptedServer();
        server.AddFolder(FaultFolder.Repository);
        using var folder = new FaultFolder(server.Url);
        folder.MakeLock();
        Directory.Delete(folder.Cache, recursive: true);
        using var log = new TempFolder();
        ToolResult[] results = [.. Enumerable.Range(0, Runs).AsParallel().WithDegreeOfParallelism(Runs).Select(index =>
            folder.Run(SystemCallTrace.Strace(log[$"log{index}"], "flock", "-e", "inject=flock:error=ENOLCK")))];
        Assert.All(results, result => Assert.True(result.ExitCode == 0, result.Error));
        Assert.Empty(folder.Leftovers);
        new Assurance("faults", "CON-03", "builds at a time on a file system without locks", Runs, Runs).Write();
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false; // something was just written into it
        }
    }

    private static IReadOnlyList<(string Call, int Number)> PointsOf(string calls)
    {
        using var folder = new FaultFolder();
        IReadOnlyList<(string Call, int Number)> points = SystemCallTrace.PointsOf(folder, calls.Split(','), folder.Root);
        Assert.NotEmpty(points);
        return points;
    }

    /// <returns>How often the runtime itself died of it.</returns>
    private static int Sweep(IReadOnlyList<(string Call, int Number)> points, string injection)
    {
        int deaths = 0;
        bool isKill = injection == "signal=KILL";
        Parallel.ForEach(points, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, point =>
        {
            using var folder = new FaultFolder();
            using var log = new TempFolder();
            ToolResult result = folder.Run(SystemCallTrace.Strace(log["log"], point.Call, "-e", $"inject={point.Call}:{injection}:when={point.Number}"));
            string[] hits = [.. File.ReadLines(log["log"]).Where(line => line.Contains("INJECTED", StringComparison.Ordinal))];
            string told = $"{point.Call} {point.Number}: {injection}\n{string.Join('\n', hits)}";

            // Threads are counted each for itself: the same number may be a call by which the system's loader or the runtime brings a part of the program, who end it as they see fit.
            bool isRuntimes = !isKill && hits.Any(line => !line.Contains(folder.Root, StringComparison.Ordinal));
            if (isRuntimes && result.ExitCode is not (0 or FaultVerdict.LocalFailure)) Interlocked.Increment(ref deaths);
            int[] exits = isKill ? [FaultVerdict.Killed] : isRuntimes ? [result.ExitCode] : injection == "error=EINTR" ? [] : [FaultVerdict.LocalFailure];

            // What fails to be removed is removed by the next run.
            if (!isKill && !isRuntimes && point.Call is "pwrite64" or "ftruncate" or "fsync" or "utimensat") FaultVerdict.IsClean(folder, result, told);
            FaultVerdict.Of(folder, result, told, exits);
        });
        return deaths;
    }
}
