using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Transport;

public sealed class DownloaderTests : IDisposable
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("0123456789", 10_000)));
    private static readonly DiagnosticId Mismatch = new("TST", 1, FailureKind.Verification);
    private readonly TempFolder _folder = new();
    private readonly ScriptedServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AFileIsDownloadedOnceAndThenComesFromTheCache()
    {
        _server.Add("/a", Answer.Ok(Body));
        for (int i = 0; i < 2; i++)
        {
            using VerifiedFile file = await FetchAsync("/a");
            Assert.Equal(Body, Content(file));
        }

        Assert.Single(_server.Requests);
        Assert.Equal(Path.Combine(_folder["cache"], "v1", "objects", "sha256", Right.Hex[..2], Right.Hex), Assert.Single(CacheFiles()));
    }

    [Fact]
    public async Task NoBytesAreAskedForInAnotherEncoding()
    {
        _server.Add("/a", Answer.Ok(Body));
        (await FetchAsync("/a")).Dispose();
        Assert.Contains("Accept-Encoding: identity", Assert.Single(_server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatHasNoDigestYetIsKeptByItsOwn()
    {
        _server.Add("/a", Answer.Unbounded(Body));
        using VerifiedFile file = await Download().FetchAsync(Url("/a"), new(null, null, Body.Length, Mismatch), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Right, file.Digest);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(429)]
    public async Task ABusyServerIsAskedAgain(int status)
    {
        _server.Add("/a", Answer.Status(status, "Retry-After: 0\r\n"), Answer.Status(status), Answer.Ok(Body));
        (await FetchAsync("/a")).Dispose();
        Assert.Equal(3, _server.Requests.Count);
    }

    [Fact]
    public async Task ATruncatedBodyIsFetchedAgain()
    {
        _server.Add("/a", Answer.Truncated(Body, 100), Answer.Truncated(Body, Body.Length - 1), Answer.Unbounded(Body[..5]), Answer.Ok(Body));
        using VerifiedFile file = await FetchAsync("/a");
        Assert.Equal(Body, Content(file));
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task AServerThatStaysBusyIsGivenUp()
    {
        _server.Add("/a", Answer.Status(503));
        ComposerException exception = await RefusalAsync("/a");
        Assert.Equal((TransportDiagnostics.Refused, FailureKind.Network), (exception.Id, exception.Id.Kind));
        Assert.Contains("503", exception.Message, StringComparison.Ordinal);
        Assert.Equal(4, _server.Requests.Count);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(403)]
    public async Task WhatIsNotThereIsAskedForOnce(int status)
    {
        _server.Add("/a", Answer.Status(status));
        Assert.Equal(TransportDiagnostics.Refused, (await RefusalAsync("/a")).Id);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task WrongBytesAreAskedForOnceMoreAndNeverKept()
    {
        byte[] wrong = [.. Body[..^1], (byte)'x'];
        _server.Add("/a", Answer.Ok(wrong));
        ComposerException exception = await RefusalAsync("/a");
        Assert.Equal(Mismatch, exception.Id);
        Assert.Contains($"got {Digest.Sha256Of(wrong)}, expected {Right}", exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, _server.Requests.Count);
        Assert.Empty(CacheFiles());
    }

    [Fact]
    public async Task AStaleProxyIsForgivenOnce()
    {
        _server.Add("/a", Answer.Ok([.. Body[..^1], (byte)'x']), Answer.Ok(Body));
        (await FetchAsync("/a")).Dispose();
    }

    [Fact]
    public async Task NotAByteMoreThanExpectedIsTaken()
    {
        byte[] endless = [.. Body, .. new byte[10_000_000]];
        _server.Add("/announced", Answer.Ok(endless));
        _server.Add("/silent", Answer.Unbounded(endless));
        Assert.Contains($"got {endless.Length} bytes, expected {Body.Length} bytes", (await RefusalAsync("/announced")).Message, StringComparison.Ordinal);
        Assert.Contains($"got more than {Body.Length} bytes", (await RefusalAsync("/silent")).Message, StringComparison.Ordinal);
        Assert.Empty(CacheFiles());
    }

    [Fact]
    public async Task RedirectsAreFollowed()
    {
        _server.Add("/a", Answer.Redirect("/b"));
        _server.Add("/b", Answer.Redirect($"{_server.Url}/c"));
        _server.Add("/c", Answer.Ok(Body));
        (await FetchAsync("/a")).Dispose();
    }

    [Theory]
    [InlineData("/a", "after 10 others")]
    [InlineData("file:///etc/passwd", "to file://")]
    [InlineData("ftp://example.org/", "to ftp://")]
    public async Task RedirectsThatLeadAstrayAreNotFollowed(string target, string why)
    {
        _server.Add("/a", Answer.Redirect(target));
        ComposerException exception = await RefusalAsync("/a");
        Assert.Equal(TransportDiagnostics.Redirect, exception.Id);
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARedirectWithoutTargetIsNotFollowed()
    {
        _server.Add("/a", Answer.Status(302));
        Assert.Equal(TransportDiagnostics.Redirect, (await RefusalAsync("/a")).Id);
    }

    [Fact]
    public async Task AStallEndsTheAttempt()
    {
        _server.Add("/a", Answer.Stalled(Body[..10]), Answer.Ok(Body));
        using var downloader = Download(Impatient with { StallWindow = TimeSpan.FromMilliseconds(300) });
        using VerifiedFile file = await downloader.FetchAsync(Url("/a"), Expecting, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Body, Content(file));
    }

    [Fact]
    public async Task NobodyThereIsANetworkError()
    {
        string url;
        using (var gone = new ScriptedServer()) url = gone.Url;
        using Downloader downloader = Download();
        Assert.True(ResourceUrl.TryParse($"{url}/a", "/", out ResourceUrl? dead));
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => downloader.FetchAsync(dead, Expecting));
        Assert.Equal(TransportDiagnostics.Unreachable, exception.Id);
    }

    [Fact]
    public async Task OfflineOnlyTheCacheIsAsked()
    {
        _server.Add("/a", Answer.Ok(Body));
        (await FetchAsync("/a")).Dispose();
        using Downloader offline = Download(Impatient with { IsOffline = true });
        (await offline.FetchAsync(Url("/a"), Expecting, cancellation: TestContext.Current.CancellationToken)).Dispose();
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(
            () => offline.FetchAsync(Url("/b"), Expecting with { Digest = Digest.Sha256Of("b"u8) }));
        Assert.Equal(TransportDiagnostics.Offline, exception.Id);
        Assert.Contains("--offline", exception.Hint, StringComparison.Ordinal);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task ADamagedObjectIsPutAsideAndFetchedAgain()
    {
        _server.Add("/a", Answer.Ok(Body));
        (await FetchAsync("/a")).Dispose();
        string path = Assert.Single(CacheFiles());
        byte[] damaged = [.. Body];
        damaged[500] ^= 4;
        File.WriteAllBytes(path, damaged);

        using VerifiedFile file = await FetchAsync("/a");
        Assert.Equal(Body, Content(file));
        Assert.Equal(2, _server.Requests.Count);
        Assert.Equal(damaged, File.ReadAllBytes(Path.Combine(_folder["cache"], "v1", "quarantine", $"sha256-{Right.Hex}")));
    }

    [Fact]
    public async Task ALinkInTheCacheIsNoObject()
    {
        _server.Add("/a", Answer.Ok(Body));
        string path = new Cache(_folder["cache"]).PathOf(Right);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(_folder["elsewhere"], Body);
        File.CreateSymbolicLink(path, _folder["elsewhere"]);
        using VerifiedFile file = await FetchAsync("/a");
        Assert.Null(new FileInfo(file.Path).LinkTarget);
    }

    [Fact]
    public async Task WhatAKilledRunLeftIsTakenOver()
    {
        _server.Add("/a", Answer.Ok(Body));
        string partial = Path.Combine(_folder["cache"], "v1", "partial", $"sha256-{Right.Hex}");
        Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
        File.WriteAllText(partial, "half of something");
        using VerifiedFile file = await FetchAsync("/a");
        Assert.Equal(Body, Content(file));
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(partial)!));
    }

    [Fact]
    public async Task ManyWhoWantTheSameFetchItOnce()
    {
        _server.Add("/a", Answer.Ok(Body));
        Downloader[] downloaders = [.. Enumerable.Range(0, 8).Select(_ => Download())];
        VerifiedFile[] files = await Task.WhenAll(downloaders.Select(downloader => Task.Run(() => downloader.FetchAsync(Url("/a"), Expecting))));
        Assert.All(files, file => Assert.Equal(Body, Content(file)));
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task LocalFilesAreUsedInPlaceAndVerifiedAllTheSame()
    {
        File.WriteAllBytes(_folder["a"], Body);
        using Downloader downloader = Download();
        using (VerifiedFile file = await downloader.FetchAsync(ResourceUrl.OfPath(_folder["a"]), Expecting, cancellation: TestContext.Current.CancellationToken))
        {
            Assert.Equal(_folder["a"], file.Path);
        }

        Assert.False(Directory.Exists(_folder["cache"]));
        File.WriteAllBytes(_folder["a"], [.. Body[..^1], (byte)'x']);
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => downloader.FetchAsync(ResourceUrl.OfPath(_folder["a"]), Expecting));
        Assert.Equal((Mismatch, _folder["a"]), (exception.Id, exception.Location!.Value.File));
    }

    [Fact]
    public async Task AFifoIsRefusedWithoutWaiting()
    {
        Tool.Require("mkfifo", "coreutils").Run(_folder["fifo"]);
        using Downloader downloader = Download();
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => downloader.FetchAsync(ResourceUrl.OfPath(_folder["fifo"]), Expecting));
        Assert.Equal(LocalFailure.WrongKind, exception.Id);
    }

    [Fact]
    public async Task CredentialsAreSentToTheirServerAndNeverShown()
    {
        _server.Add("/a", Answer.Status(404));
        Assert.True(ResourceUrl.TryParse($"{_server.Url.Replace("http://", "http://user:secret@", StringComparison.Ordinal)}/a", "/", out ResourceUrl? url));
        using Downloader downloader = Download();
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => downloader.FetchAsync(url, Expecting));
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Location.ToString()!, StringComparison.Ordinal);
        Assert.Contains("Authorization: Basic dXNlcjpzZWNyZXQ=", Assert.Single(_server.Requests), StringComparison.Ordinal);
    }

    private static Digest Right { get; } = Digest.Sha256Of(Body);

    private static Expected Expecting { get; } = new(Right, Body.Length, 1 << 20, Mismatch);

    private static TransportSettings Impatient { get; } = new() { MaxRetries = 3, RetryDelay = TimeSpan.FromMilliseconds(5), MaxRetryDelay = TimeSpan.FromMilliseconds(20) };

    private static byte[] Content(VerifiedFile file)
    {
        var content = new byte[file.Length];
        file.ReadExactlyAt(0, content);
        return content;
    }

    private Downloader Download(TransportSettings? settings = null) => new(new Cache(_folder["cache"]), settings ?? Impatient);

    private ResourceUrl Url(string path) => ResourceUrl.TryParse(_server.Url + path, "/", out ResourceUrl? url) ? url : throw new ArgumentException(path);

    private async Task<VerifiedFile> FetchAsync(string path)
    {
        using Downloader downloader = Download();
        return await downloader.FetchAsync(Url(path), Expecting);
    }

    private Task<ComposerException> RefusalAsync(string path) => Assert.ThrowsAsync<ComposerException>(() => FetchAsync(path));

    private IEnumerable<string> CacheFiles() =>
        Directory.Exists(_folder["cache"]) ? Directory.EnumerateFiles(_folder["cache"], "*", SearchOption.AllDirectories) : [];
}
