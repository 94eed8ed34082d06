using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>repomd.xml and its signature, of one mirror and of several.</summary>
public sealed class RepomdSignatureTests : IDisposable
{
    private const string RepomdPath = "/repodata/repomd.xml", SignaturePath = RepomdPath + ".asc";

    private static readonly DateTimeOffset Birth = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();
    private readonly ScriptedServer _first = new(), _second = new();
    private readonly MadeKey _key = MadeKey.P256(Birth), _other = MadeKey.P256(Birth);
    private readonly byte[] _repomd, _signature;

    public RepomdSignatureTests()
    {
        var repository = new RepositoryWriter(_folder["repo"]);
        repository.Write();
        _first.AddFolder(_folder["repo"]);
        _second.AddFolder(_folder["repo"]);
        _repomd = File.ReadAllBytes(repository.Repomd);
        _signature = Sign(_key);
        File.WriteAllBytes(_folder["key.asc"], _key.Certificate(new MadeSignature(Birth).WithFlags(3)));
        File.WriteAllText(_folder["list"], $"{_first.Url}/\n{_second.Url}/\n");
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ASignatureOfTheSameMirrorIsEnough()
    {
        _first.Add(SignaturePath, Answer.Ok(_signature));
        await LoadAsync();
        Assert.Empty(_second.Requests);
    }

    [Fact]
    public async Task WhereTheFirstMirrorsDoNotGoTogetherTheSecondIsAskedAtOnce()
    {
        _first.Add(SignaturePath, Answer.Ok(Sign(_other)));
        _second.Add(SignaturePath, Answer.Ok(_signature));
        await LoadAsync();
        Assert.Equal(1, Requests(_first, SignaturePath));
    }

    [Fact]
    public async Task EachMirrorSaysWhyOnALineOfItsOwnAndIsNotAskedAgainForAnAnswerThatStands()
    {
        _first.Add(SignaturePath, Answer.Ok(Sign(_other)));
        ComposerException refused = await Assert.ThrowsAsync<ComposerException>(LoadAsync);
        Assert.Equal(SignatureDiagnostics.Repomd, refused.Id);
        string[] lines = refused.Message.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal($"  {_first.Url}/: signature of repomd.xml: got key {_other.Fingerprint}, expected {_key.Fingerprint}", lines[1]);
        Assert.Equal($"  {_second.Url}/: signature of repomd.xml: got none, expected one of a key of its repository", lines[2]);
        Assert.Equal((1, 1), (Requests(_first, RepomdPath), Requests(_second, RepomdPath)));
    }

    /// <summary>repomd.xml is new already and its signature old.</summary>
    [Fact]
    public async Task AMirrorInTheMiddleOfAnUpdateIsAskedASecondTimeAndNoMore()
    {
        File.WriteAllText(_folder["list"], $"{_first.Url}/\n");
        _first.Add(SignaturePath, Answer.Ok(Sign(_key, "an older one")), Answer.Ok(_signature));
        await LoadAsync();
        _first.Add(SignaturePath, Answer.Ok(Sign(_key, "an older one")));
        int before = Requests(_first, SignaturePath);
        ComposerException refused = await Assert.ThrowsAsync<ComposerException>(LoadAsync);
        Assert.Equal($"{_first.Url}{SignaturePath}", refused.Location!.Value.File);
        Assert.Contains("the mirror is in the middle of an update", refused.Hint, StringComparison.Ordinal);
        Assert.Equal(2, Requests(_first, SignaturePath) - before);
    }

    [Fact]
    public async Task AServerThatIsBusyIsAskedAgain()
    {
        File.WriteAllText(_folder["list"], $"{_first.Url}/\n");
        _first.Add(SignaturePath, Answer.Status(503), Answer.Ok(_signature));
        await LoadAsync();
        _first.Add(SignaturePath, Answer.Status(503));
        ComposerException busy = await Assert.ThrowsAsync<ComposerException>(LoadAsync);
        Assert.Equal(FailureKind.Network, busy.Id.Kind);
        Assert.Contains("repodata/repomd.xml.asc: the server answers 503", busy.Message, StringComparison.Ordinal);
    }

    /// <summary>What nobody signed is not kept for the next run either.</summary>
    [Fact]
    public async Task WhoeverIsNotThereWeighsLessThanWhoeverIsWrong()
    {
        _first.Stop();
        _second.Add(SignaturePath, Answer.Ok(Sign(_other)));
        ComposerException refused = await Assert.ThrowsAsync<ComposerException>(LoadAsync);
        Assert.Equal(SignatureDiagnostics.Repomd, refused.Id);
        Assert.Contains($"  {_first.Url}/: no connection", refused.Message, StringComparison.Ordinal);
    }

    private static int Requests(ScriptedServer server, string path) => server.Requests.Count(head => head.StartsWith($"GET {path} ", StringComparison.Ordinal));

    private byte[] Sign(MadeKey key, string? other = null) => key.Sign(new MadeSignature(Birth.AddYears(1)), other is null ? _repomd : Encoding.UTF8.GetBytes(other));

    private async Task<RepositorySet> LoadAsync()
    {
        using var downloader = new Downloader(new Cache(_folder["cache"]), new() { MaxRetries = 3, RetryDelay = TimeSpan.FromMilliseconds(5), MaxRetryDelay = TimeSpan.FromMilliseconds(20) });
        RepositorySource source = new("r", new RepositoryPlace.Listed(At(_folder["list"]), MirrorListKind.Plain), 99)
        {
            Signatures = new(SignedParts.Metadata, [At(_key.Fingerprint)], [At(_folder["key.asc"])]),
        };
        return await new RepositoryLoader(downloader).LoadAsync([source], "/", cancellation: TestContext.Current.CancellationToken);
    }

    private static Located<string> At(string text) => new(text, new SourceLocation("recipe.toml"));
}
