using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Repository;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Repository;

public sealed class MirrorSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ScriptedServer _good = new(), _bad = new();

    public MirrorSourceTests()
    {
        new RepositoryWriter(_folder["repo"]).Write();
        _good.AddFolder(_folder["repo"]);
    }

    public void Dispose()
    {
        _good.Dispose();
        _bad.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AMirrorListIsReadLineByLine()
    {
        _good.Add("/list", Answer.Ok(Encoding.UTF8.GetBytes($"# comment\nftp://example.org/\n\n{_bad.Url}/\n{_good.Url}/\n")));
        Assert.Single((await LoadAsync(new RepositoryPlace.Listed(At($"{_good.Url}/list"), MirrorListKind.Plain))).Pool.Packages);
        Assert.Single(_bad.Requests);
    }

    [Fact]
    public async Task AMetalinksMirrorsAreAskedByPreferenceAndARepomdThatItDoesNotNameIsPassedOver()
    {
        _bad.Add("/repodata/repomd.xml", Answer.Ok("<repomd/>"u8.ToArray()));
        RepositorySet set = await LoadAsync(Metalink(Repomd));
        Assert.Single(set.Pool.Packages);
        Assert.Single(_bad.Requests);
    }

    [Fact]
    public async Task AnAlternateOfAMetalinkIsTaken()
    {
        RepositorySet set = await LoadAsync(Metalink(Digest.Sha256Of("newer"u8), Repomd));
        Assert.Equal(Repomd, Assert.IsType<LoadedContent.Metadata>(set.Repositories[0].Content).RepomdDigest);
    }

    [Fact]
    public async Task ARepomdThatNoMirrorHasIsRefusedWithEachMirror()
    {
        _bad.Add("/repodata/repomd.xml", Answer.Ok("<repomd/>"u8.ToArray()));
        ComposerException exception = await RefusalAsync(Metalink(Digest.Sha256Of("newer"u8)));
        Assert.Equal((RepositoryDiagnostics.NotOfMetalink, FailureKind.Verification), (exception.Id, exception.Id.Kind));
        Assert.All(new[] { _good, _bad }, server => Assert.Contains(server.Url, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheRepomdThatAMetalinkNamesIsNotFetchedAgain()
    {
        for (int i = 0; i < 2; i++) await LoadAsync(Metalink(Repomd));
        Assert.Single(_good.Requests, request => request.Contains("repomd.xml", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AMetalinkOverHttpIsRefusedBeforeItIsAskedFor() =>
        Assert.Equal(RepositoryDiagnostics.PlainMetalink, (await RefusalAsync(new RepositoryPlace.Listed(At("http://mirrors.example.org/metalink"), MirrorListKind.Metalink))).Id);

    [Fact]
    public async Task AMetalinkWithWeakDigestsAloneProvesNothing()
    {
        RepositoryPlace.Listed place = Metalink(Repomd);
        string text = File.ReadAllText(place.List.Value).Replace($"<hash type=\"sha256\">{Repomd.Hex}", $"<hash type=\"md5\">{Repomd.Hex[..32]}", StringComparison.Ordinal);
        File.WriteAllText(place.List.Value, text);
        Assert.Equal(RepositoryDiagnostics.WeakChecksum, (await RefusalAsync(place)).Id);
    }

    [Theory]
    [InlineData("<html>log in</html>")]
    [InlineData("")]
    [InlineData("file:///repo\n")]
    public async Task AListWithoutMirrorsIsMalformed(string text)
    {
        _good.Add("/list", Answer.Ok(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(RepositoryDiagnostics.BadList, (await RefusalAsync(new RepositoryPlace.Listed(At($"{_good.Url}/list"), MirrorListKind.Plain))).Id);
    }

    [Fact]
    public async Task PrimaryOfAnotherMirrorThanRepomdIsHeldToItsDigest()
    {
        new RepositoryWriter(_folder["other"]).Write(RepositoryWriter.Package.Replace("<name>a<", "<name>z<", StringComparison.Ordinal));
        _bad.AddFolder(_folder["other"]);
        _bad.Add("/repodata/repomd.xml", Answer.Ok(File.ReadAllBytes(new RepositoryWriter(_folder["repo"]).Repomd)));
        var place = new RepositoryPlace.Metadata(At(_bad.Url)) { Mirrors = [At(_good.Url)] };
        Assert.StartsWith("a-", PoolDump.Of((await LoadAsync(place)).Pool), StringComparison.Ordinal);
    }

    private Digest Repomd => Digest.Sha256Of(File.ReadAllBytes(new RepositoryWriter(_folder["repo"]).Repomd));

    private static Located<string> At(string text) => new(text, new SourceLocation("recipe.toml"));

    /// <summary>Of the bad server first, as a file: that needs no certificate.</summary>
    private RepositoryPlace.Listed Metalink(Digest current, params Digest[] alternates)
    {
        string older = string.Concat(alternates.Select(digest => $"<mm0:alternate><verification><hash type=\"sha256\">{digest.Hex}</hash></verification></mm0:alternate>"));
        File.WriteAllText(_folder["metalink"], $"""
            <metalink xmlns="http://www.metalinker.org/" xmlns:mm0="http://fedorahosted.org/mirrormanager"><files><file name="repomd.xml">
            <verification><hash type="sha256">{current.Hex}</hash></verification><mm0:alternates>{older}</mm0:alternates>
            <resources><url preference="99">{_good.Url}/repodata/repomd.xml</url><url preference="100">{_bad.Url}/repodata/repomd.xml</url></resources>
            </file></files></metalink>
            """);
        return new(At(_folder["metalink"]), MirrorListKind.Metalink);
    }

    private async Task<RepositorySet> LoadAsync(RepositoryPlace place)
    {
        using var downloader = new Downloader(new Cache(_folder["cache"]), new() { MaxRetries = 1, RetryDelay = TimeSpan.FromMilliseconds(5) });
        return await new RepositoryLoader(downloader).LoadAsync([new RepositorySource("r", place, 99) { Signatures = RepositorySignatures.None }], "/", cancellation: TestContext.Current.CancellationToken);
    }

    private Task<ComposerException> RefusalAsync(RepositoryPlace place) => Assert.ThrowsAsync<ComposerException>(() => LoadAsync(place));
}
