using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Transport;

/// <summary>Several servers for the same files, and files that servers need not send again.</summary>
public sealed class MirrorTests : IDisposable
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("the right bytes");
    private static readonly byte[] Wrong = Encoding.UTF8.GetBytes("the wrong bytes");
    private static readonly DiagnosticId Mismatch = new("TST", 1, FailureKind.Verification);
    private readonly TempFolder _folder = new();
    private readonly ScriptedServer _first = new(), _second = new();
    private readonly List<Notice> _notices = [];
    private readonly Downloader _downloader;

    public MirrorTests() => _downloader = new(
        new Cache(_folder["cache"]), new() { MaxRetries = 3, RetryDelay = TimeSpan.FromMilliseconds(5), MaxRetryDelay = TimeSpan.FromMilliseconds(20) },
        notices: new DirectProgress<Notice>(_notices.Add));

    public void Dispose()
    {
        _downloader.Dispose();
        _first.Dispose();
        _second.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task TheFirstMirrorThatWorksIsAskedAlone()
    {
        _first.Add("/a", Answer.Ok(Body));
        _second.Add("/a", Answer.Ok(Body));
        Assert.Equal(Body, await FetchAsync("a", Body));
        Assert.Single(_first.Requests);
        Assert.Empty(_second.Requests);
        Assert.Empty(_notices);
    }

    [Fact]
    public async Task AMirrorWithWrongBytesOfTheRightLengthIsAvoidedForTheRestOfTheRunAndSaidOnce()
    {
        foreach (string name in (string[])["a", "b"])
        {
            _first.Add($"/{name}", Answer.Ok(Wrong));
            _second.Add($"/{name}", Answer.Ok([.. Body, (byte)name[0]]));
            Assert.Equal(Body.Length + 1, (await FetchAsync(name, [.. Body, (byte)name[0]])).Length);
        }

        Assert.Single(_first.Requests);
        Notice notice = Assert.Single(_notices);
        Assert.Equal((TransportDiagnostics.Avoided, $"{_first.Url}/a"), (notice.Id, notice.Location!.Value.File));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(503)]
    public async Task AMirrorThatRefusesIsPassedOver(int status)
    {
        _first.Add("/a", Answer.Status(status));
        _second.Add("/a", Answer.Ok(Body));
        Assert.Equal(Body, await FetchAsync("a", Body));
        Assert.Single(_first.Requests);
        Assert.Contains($"{status}", Assert.Single(_notices).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MirrorsThatMayWorkLaterAreAskedASecondTime()
    {
        _first.Add("/a", Answer.Status(404));
        _second.Add("/a", Answer.Status(503), Answer.Ok(Body));
        Assert.Equal(Body, await FetchAsync("a", Body));
        Assert.Equal((1, 2), (_first.Requests.Count, _second.Requests.Count));
    }

    [Fact]
    public async Task WhenAllAreBadTheErrorSaysOfEachWhy()
    {
        _first.Add("/a", Answer.Status(404));
        _second.Add("/a", Answer.Ok(Wrong));
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => FetchAsync("a", Body));
        Assert.Equal(Mismatch, exception.Id);
        Assert.Contains($"{_first.Url}/: the server answers 404", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"{_second.Url}/: got sha256:", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenNoneIsThereTheErrorIsTheNetworks()
    {
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => FetchAsync("a", Body));
        Assert.Equal(FailureKind.Network, exception.Id.Kind);
    }

    [Fact]
    public async Task AFolderOfThisMachineIsAskedBeforeServers()
    {
        File.WriteAllBytes(_folder["a"], Body);
        var mirrors = Mirrors.Of(Url(_first), ResourceUrl.OfPath(_folder.Path));
        using VerifiedFile file = await _downloader.FetchAsync(mirrors, "a", Expecting(Body), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(_folder["a"], file.Path);
        Assert.Empty(_first.Requests);
    }

    [Fact]
    public async Task AnUnchangedFileIsNotSentAgain()
    {
        _first.Add("/a", WithTag(Body, "\"1\""), Answer.Status(304));
        for (int i = 0; i < 2; i++) Assert.Equal(Body, await FetchUnknownAsync());
        Assert.DoesNotContain("If-None-Match", _first.Requests[0], StringComparison.Ordinal);
        Assert.Contains("If-None-Match: \"1\"", _first.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutATagTheTimeOfTheLastChangeIsSent()
    {
        const string Time = "Fri, 20 Nov 2026 10:00:00 GMT";
        _first.Add("/a", new("HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\nLast-Modified: " + Time + "\r\n\r\n", Body), Answer.Status(304));
        for (int i = 0; i < 2; i++) Assert.Equal(Body, await FetchUnknownAsync());
        Assert.Contains($"If-Modified-Since: {Time}", _first.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChangedFileReplacesWhatWasKnown()
    {
        _first.Add("/a", WithTag(Body, "\"1\""), WithTag(Wrong, "\"2\""), Answer.Status(304));
        Assert.Equal(Body, await FetchUnknownAsync());
        Assert.Equal(Wrong, await FetchUnknownAsync());
        Assert.Equal(Wrong, await FetchUnknownAsync());
        Assert.Contains("If-None-Match: \"2\"", _first.Requests[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatTheCacheLostIsAskedForWhole()
    {
        _first.Add("/a", WithTag(Body, "\"1\""));
        Assert.Equal(Body, await FetchUnknownAsync());
        Directory.Delete(Path.Combine(_folder["cache"], "v1", "objects"), recursive: true);
        Assert.Equal(Body, await FetchUnknownAsync());
        Assert.DoesNotContain("If-None-Match", _first.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A304ThatNobodyAskedForIsNoFile()
    {
        _first.Add("/a", Answer.Status(304));
        Assert.Equal(TransportDiagnostics.Refused, (await Assert.ThrowsAsync<ComposerException>(FetchUnknownAsync)).Id);
    }

    private static Answer WithTag(byte[] body, string tag) => new($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\nETag: {tag}\r\n\r\n", body);

    private static ResourceUrl Url(ScriptedServer server) => ResourceUrl.TryParse(server.Url, "/", out ResourceUrl? url) ? url : throw new ArgumentException(server.Url);

    private static Expected Expecting(byte[] content) => new(Digest.Sha256Of(content), content.Length, content.Length, Mismatch);

    private async Task<byte[]> FetchAsync(string name, byte[] content)
    {
        using VerifiedFile file = await _downloader.FetchAsync(Mirrors.Of(Url(_first), Url(_second)), name, Expecting(content), cancellation: TestContext.Current.CancellationToken);
        return Content(file);
    }

    private async Task<byte[]> FetchUnknownAsync()
    {
        using VerifiedFile file = await _downloader.FetchAsync(Mirrors.Of(Url(_first)), "a", new(null, null, 100, Mismatch), cancellation: TestContext.Current.CancellationToken);
        return Content(file);
    }

    private static byte[] Content(VerifiedFile file)
    {
        byte[] content = new byte[file.Length];
        file.ReadExactlyAt(0, content);
        return content;
    }
}
