using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Faults;

/// <summary>
/// Each request of `lock` and `fetch` meets each fault once, cut at each place where an answer can be cut: what comes out is right, or the error names
/// the server; the cache holds no wrong byte, and the next run needs no cleaning. With a second server the run succeeds and says which one was wrong.
/// </summary>
public sealed class NetworkSweepTests
{
    /// <summary>Longer than a busy machine takes for an answer from itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private static readonly TransportSettings Once = new() { MaxRetries = 0, HeadersTimeout = Patience, StallWindow = Patience };
    private static readonly TransportSettings Again = Once with { MaxRetries = 2, RetryDelay = TimeSpan.FromMilliseconds(5), MaxRetryDelay = TimeSpan.FromMilliseconds(20) };

    /// <summary>How a server is wrong.</summary>
    public enum Kind
    {
        /// <summary>It is gone, from this request on.</summary>
        Refused,

        /// <summary>The connection is reset.</summary>
        Reset,

        /// <summary>The connection ends.</summary>
        Truncated,

        /// <summary>More or less is announced than comes.</summary>
        WrongLength,

        /// <summary>Nothing more comes.</summary>
        Stalled,

        /// <summary>An answer, but no file.</summary>
        Status,

        /// <summary>Other bytes, and what is no HTTP.</summary>
        Garbage,
    }

    private enum Way
    {
        /// <summary>One server, each file asked for once.</summary>
        Alone,

        /// <summary>One server, asked again when it fails.</summary>
        AskedAgain,

        /// <summary>Two, each asked once.</summary>
        WithMirror,
    }

    /// <summary>`make test` tries the requests that differ in kind: repomd.xml, a part of it, a package.</summary>
    [Theory]
    [InlineData(Kind.Refused)]
    [InlineData(Kind.Reset)]
    [InlineData(Kind.Truncated)]
    [InlineData(Kind.WrongLength)]
    [InlineData(Kind.Stalled)]
    [InlineData(Kind.Status)]
    [InlineData(Kind.Garbage)]
    public async Task EachKindOfRequestMeetsEachFault(Kind kind)
    {
        using var folder = new TempFolder();
        int requests = await CountAsync(folder["sound"]);
        await SweepAsync(folder, kind, [1, 2, requests], kind == Kind.Stalled ? [Way.WithMirror] : [Way.Alone, Way.WithMirror]);
    }

    [Theory(Explicit = true)]
    [Trait("fault", "NET-01"), Trait("fault", "NET-02"), Trait("fault", "NET-03"), Trait("fault", "NET-04"), Trait("fault", "NET-05"), Trait("fault", "NET-06"), Trait("fault", "NET-09")]
    [InlineData(Kind.Refused, "NET-01", "a server is gone from the N-th request on")]
    [InlineData(Kind.Reset, "NET-02", "a connection is reset at each place of each answer")]
    [InlineData(Kind.Truncated, "NET-03", "a connection ends at each place of each answer")]
    [InlineData(Kind.WrongLength, "NET-04", "more or less is announced than comes, in each answer")]
    [InlineData(Kind.Stalled, "NET-05", "nothing more comes, at each place of each answer")]
    [InlineData(Kind.Status, "NET-06", "404, 410, 403, 429, 500 and 503 instead of each answer")]
    [InlineData(Kind.Garbage, "NET-09", "other bytes instead of each answer")]
    public async Task TheResultIsRightOrTheErrorNamesTheServer(Kind kind, string id, string what)
    {
        using var folder = new TempFolder();
        int requests = await CountAsync(folder["sound"]);
        int tried = await SweepAsync(folder, kind, [.. Enumerable.Range(1, requests)], Enum.GetValues<Way>());
        new Assurance("faults", id, what, tried, tried) { Figures = ImmutableSortedDictionary<string, long>.Empty.Add("requests", requests) }.Write();
    }

    private static async Task<int> SweepAsync(TempFolder folder, Kind kind, int[] numbers, Way[] ways)
    {
        (int Number, Fault Fault, Way Way)[] runs =
        [
            .. from number in numbers
               from fault in FaultsOf(kind)
               from way in ways
               where kind != Kind.Refused || way != Way.AskedAgain
               select (number, fault, way),
        ];
        int tried = 0;
        await Parallel.ForEachAsync(runs, new ParallelOptions { MaxDegreeOfParallelism = kind == Kind.Stalled ? 48 : 4 }, async (run, _) =>
        {
            await TryAsync(folder[$"{Interlocked.Increment(ref tried)}"], run.Number, run.Fault, run.Way);
        });
        return tried;
    }

    private static async Task<int> CountAsync(string folder)
    {
        using var scenario = new Scenario.LocksAndFetches(hasSecond: false, Once);
        await scenario.PrepareAsync(folder);
        await scenario.RunAsync(folder, Disk.Host);
        return scenario.First.Requests.Count;
    }

    private static async Task TryAsync(string folder, int number, Fault fault, Way way)
    {
        using var scenario = new Scenario.LocksAndFetches(way == Way.WithMirror, way == Way.AskedAgain ? Again : Once);
        string sound = folder + "-sound";
        await scenario.PrepareAsync(sound);
        FolderState.Copy(sound, folder);
        await scenario.RunAsync(sound, Disk.Host, new TransportSettings());
        string expected = OutcomeOf(sound);
        int before = scenario.First.Requests.Count;
        if (fault.Change is null && number == 1) scenario.First.Stop();
        scenario.First.Spoil = (count, answer) =>
        {
            if (fault.Change is null && count == before + number - 1) scenario.First.Stop();
            return count == before + number && fault.Change is not null ? fault.Change(answer) : answer;
        };

        Exception? exception = await Record.ExceptionAsync(() => scenario.RunAsync(folder, Disk.Host));
        string told = $"{way}, request {number}, {fault.Name}: {exception}\n{string.Join('\n', scenario.Notices.Select(notice => $"{notice.Location}: {notice.Message}"))}";
        bool mustSucceed = way == Way.WithMirror || (way == Way.AskedAgain && fault.IsPassing);
        if (exception is null) Assert.True(OutcomeOf(folder) == expected, $"succeeded with other bytes. {told}");
        else AssertNamed(exception, scenario.First.Url, told);
        Assert.True(exception is null || !mustSucceed, $"failed. {told}");
        if (way == Way.WithMirror) AssertSaid(scenario, fault, before, told);
        AssertCacheIsRight(folder, told);

        if (fault.Change is null) scenario.First.StartAgain();
        scenario.First.Spoil = (_, answer) => answer;
        await scenario.RunAsync(folder, Disk.Host, new TransportSettings());
        Assert.True(OutcomeOf(folder) == expected, $"the next run left something else. {told}");
        string partial = Path.Combine(folder, "cache", "v1", "partial");
        Assert.True(FolderState.Of(partial).Count == 0 && FolderState.Of(Path.Combine(folder, "spool")).Count == 0, $"leftovers. {told}");
        Directory.Delete(folder, recursive: true);
        Directory.Delete(sound, recursive: true);
    }

    /// <summary>The network's fault, or bytes that are not the promised ones; where nobody has promised any, those that cannot be read.</summary>
    private static void AssertNamed(Exception exception, string url, string told)
    {
        ComposerException named = Assert.IsType<ComposerException>(exception);
        Assert.True(
            named.Id.Kind is FailureKind.Network or FailureKind.Verification
            || (named.Id.Kind == FailureKind.Malformed && named.Location!.Value.File!.EndsWith("repomd.xml", StringComparison.Ordinal)), told);
        Assert.True(named.Location!.Value.File!.StartsWith(url, StringComparison.Ordinal), told);
    }

    /// <summary>
    /// .NET asks again by itself where a connection ends before the first byte of an answer, and a server that is going answers whom it has let in: then
    /// nobody was wrong.
    /// </summary>
    private static void AssertSaid(Scenario.LocksAndFetches scenario, Fault fault, int before, string told)
    {
        int asked = scenario.First.Requests.Count - before;
        if (scenario.Notices.Count == 0 && (asked > before || (fault.Change is null && asked == before))) return;
        Assert.True(scenario.Notices.Count == 1, told);
        Assert.True(scenario.Notices[0].Location!.Value.File!.StartsWith(scenario.First.Url, StringComparison.Ordinal), told);
    }

    /// <summary>The lock, and what it has brought.</summary>
    private static string OutcomeOf(string folder) => File.ReadAllText(Path.Combine(folder, "work", "tiny.lock")) + FolderState.Of(Path.Combine(folder, "cache", "v1", "objects"));

    private static void AssertCacheIsRight(string folder, string told)
    {
        foreach ((string path, string content) in FolderState.Of(Path.Combine(folder, "cache", "v1", "objects")).Where(entry => entry.Value != "/"))
        {
            Assert.True(Path.GetFileName(path) == content, $"{path} is {content}. {told}");
        }
    }

    private static IEnumerable<Fault> FaultsOf(Kind kind) => kind switch
    {
        Kind.Refused => [new("gone", null)],
        Kind.Reset => Cuts(answer => answer with { IsReset = true }),
        Kind.Truncated => Cuts(answer => answer),
        Kind.Stalled => Cuts(answer => answer with { HoldOpen = Patience * 2 }),
        Kind.WrongLength =>
        [
            new("one more is announced", answer => Announce(answer, answer.Body.Length + 1)),
            new("less is announced", answer => Announce(answer, answer.Body.Length - 5)),
            new("nothing is announced", answer => Announce(answer, 0)),
            new("more than can be is announced", answer => Announce(answer, long.MaxValue)),
            new("one more comes", answer => Answer.Unbounded([.. answer.Body, 0])),
            new("less comes", answer => Answer.Unbounded(answer.Body[..^5])),
            new("a chunk is cut", answer => Chunked(answer.Body, answer.Body.Length + 1)),
            new("the last chunk is missing", answer => Chunked(answer.Body, answer.Body.Length)),
        ],
        Kind.Status =>
        [
            .. ((int[])[403, 404, 410]).Select(code => new Fault($"{code}", _ => Answer.Status(code)) { IsPassing = false }),
            .. ((int[])[429, 500, 503]).Select(code => new Fault($"{code}", _ => Answer.Status(code))),
            new("503 with a time", _ => Answer.Status(503, "Retry-After: 1\r\n")),
        ],
        _ =>
        [
            new("other bytes", answer => Answer.Ok([.. answer.Body.Select(value => (byte)~value)])),
            new("the first byte is another", answer => Answer.Ok([(byte)~answer.Body[0], .. answer.Body[1..]])),
            new("a login page", _ => Answer.Ok("<html>log in</html>"u8.ToArray())),
            new("nothing", _ => Answer.Ok([])),
            new("no HTTP", answer => new Answer("HELO\r\n", answer.Body)),
            new("a status without number", answer => answer with { Head = answer.Head.Replace("200", "yes", StringComparison.Ordinal) }),
            new("a head without end", answer => new Answer("HTTP/1.1 200 OK\r\nX: " + new string('x', 1 << 20), answer.Body)),
        ],
    };

    /// <summary>Before and behind each line of the head, and at places of the body.</summary>
    private static IEnumerable<Fault> Cuts(Func<Answer, Answer> end)
    {
        const int Lines = 4;
        for (int lines = 0; lines <= Lines; lines++)
        {
            int count = lines;
            yield return new($"cut behind {count} lines of the head", answer => end(answer with { Head = string.Concat(answer.Head.Split("\r\n").SkipLast(1).Take(count).Select(line => line + "\r\n")), Body = [] }));
        }

        yield return new("cut in the first line", answer => end(answer with { Head = answer.Head[..5], Body = [] }));
        yield return new("cut behind a byte", answer => end(answer with { Body = answer.Body[..1] }));
        yield return new("cut in the middle", answer => end(answer with { Body = answer.Body[..(answer.Body.Length / 2)] }));
        yield return new("cut before the last byte", answer => end(answer with { Body = answer.Body[..^1] }));
    }

    private static Answer Announce(Answer answer, long length) => answer with { Head = $"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n" };

    /// <summary>One chunk, of which more may be announced than comes, and no last one (RFC 9112, 7.1).</summary>
    private static Answer Chunked(byte[] body, int announced) =>
        new("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n", [.. Encoding.ASCII.GetBytes($"{announced:x}\r\n"), .. body]);

    /// <param name="Change">Null: the server is gone.</param>
    private sealed record Fault(string Name, Func<Answer, Answer>? Change)
    {
        /// <summary>Whether asking again helps.</summary>
        public bool IsPassing { get; init; } = true;
    }
}
