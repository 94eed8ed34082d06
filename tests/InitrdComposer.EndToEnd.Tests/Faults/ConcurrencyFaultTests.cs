using System.Diagnostics;
using InitrdComposer.EndToEnd.Tests.HostileInput;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Faults;

/// <summary>Runs that share a cache, an output, or both.</summary>
public sealed class ConcurrencyFaultTests : IDisposable
{
    private readonly ScriptedServer _server = new();

    public ConcurrencyFaultTests() => _server.AddFolder(FaultFolder.Repository);

    public void Dispose() => _server.Dispose();

    [Fact]
    public void FourAtATimeFetchOnceAndAgree() => Assert.Equal(4, AtATime(4));

    [Fact(Explicit = true), Trait("fault", "CON-01")]
    public void SixteenAtATimeFetchOnceAndAgree()
    {
        int tried = ((int[])[2, 4, 8, 16]).Sum(AtATime);
        new Assurance("faults", "CON-01", "2, 4, 8 and 16 builds at a time with one empty cache and one output: each package is fetched once, all agree", tried, tried).Write();
    }

    [Fact, Trait("fault", "CON-02")]
    public async Task WhoIsKilledWhileOthersWaitIsReplaced()
    {
        const int Waiting = 3;
        using FaultFolder folder = Locked();
        string package = Path.GetFileName(Directory.GetFiles(FaultFolder.Repository, "tiny-base-*.rpm")[0]);
        byte[] bytes = File.ReadAllBytes(Path.Combine(FaultFolder.Repository, package));
        _server.Add("/" + package, Answer.Ok(bytes) with { Body = bytes[..^1], HoldOpen = TimeSpan.FromMinutes(5) }, Answer.Ok(bytes));
        int before = _server.Requests.Count;
        using Process holder = Process.Start(
            new ProcessStartInfo(FaultFolder.Program, ["fetch", folder.Recipe, "--cache", folder.Cache, "--quiet"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Assert.True(SpinWait.SpinUntil(() => _server.Requests.Skip(before).Any(head => head.Contains(package, StringComparison.Ordinal)), TimeSpan.FromSeconds(60)));
        Task<ToolResult>[] waiting = [.. Enumerable.Range(0, Waiting).Select(_ => Task.Run(() => folder.Run()))];
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        if (Array.Find(waiting, run => run.IsCompleted) is Task<ToolResult> early) Assert.Fail($"{await early}");
        holder.Kill();
        holder.WaitForExit();
        Assert.All(await Task.WhenAll(waiting), run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.Equal(2, _server.Requests.Skip(before).Count(head => head.Contains(package, StringComparison.Ordinal)));
        Assert.Empty(folder.Leftovers);
        new Assurance("faults", "CON-02", "builds that wait for one that is killed while it fetches", Waiting, Waiting).Write();
    }

    [Fact, Trait("fault", "CON-05")]
    public void TwoBuildsOfOneOutputAreNeverMixed()
    {
        const int Rounds = 6;
        using FaultFolder folder = Locked();
        string other = Path.Combine(folder.Work, "other.toml");
        File.WriteAllText(other, TinyRecipe.Of([_server.Url], "debug"));
        string[] one = OutputOf(folder, folder.Recipe), two = OutputOf(folder, other);
        Assert.NotEqual(one, two);
        for (int round = 0; round < Rounds; round++)
        {
            ToolResult[] results = [.. ((string[])[folder.Recipe, other, folder.Recipe, other]).AsParallel().WithDegreeOfParallelism(4).Select(recipe => Build(folder, recipe))];
            Assert.All(results, result => Assert.True(result.ExitCode is 0 or 8, result.Error));
            string[] there = TreeSnapshot.Of(folder.Output);
            Assert.True(there.SequenceEqual(one) || there.SequenceEqual(two), string.Join('\n', there));
        }

        Assert.Empty(folder.Leftovers);
        new Assurance("faults", "CON-05", "four builds of two recipes at a time into one output", Rounds, Rounds).Write();
    }

    [Fact, Trait("fault", "CON-06")]
    public void ACacheOfAnotherUserIsNotUsed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to be somebody else");
        using FaultFolder folder = Locked();
        Tool.Require("chmod", "coreutils").Run("-R", "a+rX", folder.Root);
        string[] nobody = [Tool.Require("setpriv", "util-linux").Path, "--reuid=65534", "--regid=65534", "--clear-groups"];
        using var theirs = new TempFolder();
        File.SetUnixFileMode(theirs.Path, (UnixFileMode)0x1FF);
        ToolResult refused = folder.Run(nobody, Variables(theirs), "--output", theirs["out"]);
        Assert.True(refused.ExitCode == 7, refused.Error);
        Assert.Contains("belongs to another user", refused.Error, StringComparison.Ordinal);
        foreach (string umask in (string[])["077", "002"])
        {
            ToolResult own = folder.Run(["sh", "-c", $"umask {umask}; exec \"$0\" \"$@\"", .. nobody], Variables(theirs), "--output", theirs[$"out{umask}"], "--cache", theirs["cache"]);
            Assert.True(own.ExitCode == 0, own.Error);
        }

        new Assurance("faults", "CON-06", "the cache of another user, and one's own under two umasks", 3, 3).Write();
    }

    [Fact, Trait("fault", "CON-07")]
    public void WhatAnotherVersionKeepsIsLeftAlone()
    {
        using FaultFolder folder = Locked();
        string later = Directory.CreateDirectory(Path.Combine(folder.Cache, "v2", "objects")).FullName;
        File.WriteAllText(Path.Combine(later, "x"), "of a later version");
        string[] before = TreeSnapshot.Of(later);
        Assert.Equal(0, folder.Run().ExitCode);
        Assert.Equal(0, folder.Start([], new Dictionary<string, string?>(), ["cache", "prune", "--max-size", "0", "--cache", folder.Cache]).ExitCode);
        Assert.Equal(before, TreeSnapshot.Of(later));
        new Assurance("faults", "CON-07", "what another version of the program keeps in the cache", 1, 1).Write();
    }

    private static Dictionary<string, string?> Variables(TempFolder theirs) => new() { ["TMPDIR"] = theirs.Path, ["HOME"] = theirs.Path, ["XDG_CACHE_HOME"] = theirs.Path };

    private static ToolResult Build(FaultFolder folder, string recipe) =>
        folder.Start([], new Dictionary<string, string?>(), ["build", recipe, "--output", folder.Output, "--cache", folder.Cache, "--quiet"]);

    private static string[] OutputOf(FaultFolder folder, string recipe)
    {
        ToolResult result = Build(folder, recipe);
        Assert.True(result.ExitCode == 0, result.Error);
        return TreeSnapshot.Of(folder.Output);
    }

    private FaultFolder Locked()
    {
        var folder = new FaultFolder(_server.Url);
        folder.MakeLock();
        return folder;
    }

    /// <returns>How many.</returns>
    private int AtATime(int count)
    {
        using FaultFolder folder = Locked();
        int before = _server.Requests.Count;
        ToolResult[] results = [.. Enumerable.Range(0, count).AsParallel().WithDegreeOfParallelism(count).Select(_ => folder.Run())];
        Assert.All(results, result => Assert.True(result.ExitCode == 0, result.Error));
        string[] packages = [.. _server.Requests.Skip(before).Select(head => head.Split(' ')[1])];
        Assert.NotEmpty(packages);
        Assert.Equal(packages.Distinct(), packages);
        Assert.Empty(folder.Leftovers);
        string[] there = TreeSnapshot.Of(folder.Output);
        Directory.Delete(folder.Output, recursive: true);
        Assert.Equal(0, folder.Run().ExitCode);
        Assert.Equal(there, TreeSnapshot.Of(folder.Output));
        return count;
    }
}
