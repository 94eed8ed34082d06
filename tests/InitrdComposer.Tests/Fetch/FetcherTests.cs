using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Fetch;

public sealed class FetcherTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ScriptedServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task PackagesOfAServerAreFetchedOnceAndOpened()
    {
        LockFile lockFile = Serve(Names);
        for (int i = 0; i < 2; i++)
        {
            using Downloader downloader = Download();
            using PackageStore store = await FetchAsync(downloader, lockFile);
            Assert.All(lockFile.Packages, locked =>
            {
                IPackage package = store.Open(locked);
                Assert.Equal((locked.Nevra.ToString(), locked.Digest), (package.Header.Nevra.ToString(), package.Header.Package));
            });
        }

        Assert.Equal(Names.Length, _server.Requests.Count);
    }

    [Fact]
    public async Task OfflineAFetchedLockStillBuilds()
    {
        LockFile lockFile = Serve(Names);
        using (Downloader online = Download()) await FetchAsync(online, lockFile);
        using Downloader offline = Download(isOffline: true);
        using PackageStore store = await FetchAsync(offline, lockFile);
        Assert.All(lockFile.Packages, locked => Assert.Equal(locked.Digest, store.Open(locked).Header.Package));
        Assert.Equal(Names.Length, _server.Requests.Count);
    }

    [Fact]
    public async Task OfflineAMissingPackageNamesTheWayOut()
    {
        using Downloader offline = Download(isOffline: true);
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => FetchAsync(offline, Serve(Names)));
        Assert.Equal(TransportDiagnostics.Offline, exception.Id);
        Assert.Contains("without --offline", exception.Hint, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task PackagesOfALocalRepositoryStayWhereTheyAre()
    {
        LockFile lockFile = Lock(Checkout.Fixture("rpms", "own"), Names);
        using Downloader downloader = Download();
        using PackageStore store = await FetchAsync(downloader, lockFile);
        Assert.All(lockFile.Packages, locked => Assert.Equal(locked.Digest, store.Open(locked).Header.Package));
        Assert.False(Directory.Exists(_folder["cache"]));
    }

    [Fact]
    public async Task AReplacedPackageIsRefusedWhenItIsOpened()
    {
        File.Copy(Source(Names[0]), _folder[Names[0]]);
        LockFile lockFile = Lock(_folder.Path, [Names[0]]);
        using Downloader downloader = Download();
        using PackageStore store = await FetchAsync(downloader, lockFile);
        byte[] bytes = File.ReadAllBytes(_folder[Names[0]]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_folder[Names[0]], bytes);
        ComposerException exception = Assert.Throws<ComposerException>(() => store.Open(lockFile.Packages[0]));
        Assert.Equal((FetchDiagnostics.Replaced, FailureKind.Verification), (exception.Id, exception.Id.Kind));
        Assert.Contains($"got {Digest.Sha256Of(bytes)}, expected {lockFile.Packages[0].Digest}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARememberedHeaderNeedsNoFileButAPayloadDoes()
    {
        File.Copy(Source(Names[0]), _folder[Names[0]]);
        LockFile lockFile = Lock(_folder.Path, [Names[0]]);
        LockedPackage locked = lockFile.Packages[0];
        var remembered = new KeyedStore(_folder["remembered"]);
        using Downloader downloader = Download();
        PackageHeader first;
        using (PackageStore store = await FetchAsync(downloader, lockFile, remembered)) first = store.Open(locked).Header;

        byte[] bytes = File.ReadAllBytes(_folder[Names[0]]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_folder[Names[0]], bytes);
        using PackageStore later = await FetchAsync(downloader, lockFile, remembered);
        Assert.Equal(Text(first), Text(later.Open(locked).Header));
        ComposerException exception = Assert.Throws<ComposerException>(() => later.Open(locked).ReadPayload((_, _) => { }));
        Assert.Equal(FetchDiagnostics.Replaced, exception.Id);

        static string Text(PackageHeader header) => $"{header}\n{string.Join('\n', header.Files)}\n{string.Join(' ', header.Requires)}\n{string.Join(' ', header.Provides)}";
    }

    [Fact]
    public async Task ARememberedHeaderIsHeldToTheLocksName()
    {
        LockFile lockFile = Lock(Checkout.Fixture("rpms", "own"), [Names[0]]);
        var remembered = new KeyedStore(_folder["remembered"]);
        using Downloader downloader = Download();
        using (PackageStore store = await FetchAsync(downloader, lockFile, remembered)) store.Open(lockFile.Packages[0]);
        LockedPackage renamed = lockFile.Packages[0] with { Nevra = new("glibc", new(null, "2", "3"), "x86_64") };
        using PackageStore later = await FetchAsync(downloader, lockFile, remembered);
        Assert.Equal("IC-PXM08", Assert.Throws<ComposerException>(() => later.Open(renamed)).Id.ToString());
    }

    [Fact]
    public async Task AnotherSizeIsRefusedBeforeAnythingIsHashed()
    {
        LockFile lockFile = Lock(Checkout.Fixture("rpms", "own"), [Names[0]]);
        lockFile = lockFile with { Packages = [lockFile.Packages[0] with { Size = 17 }] };
        using Downloader downloader = Download();
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => FetchAsync(downloader, lockFile));
        Assert.Contains("expected 17 bytes", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>The digest agrees, the name does not: the repository's metadata lied when the lock was made.</summary>
    [Fact]
    public async Task AHeaderThatNamesAnotherPackageIsALie()
    {
        LockFile lockFile = Serve([Names[0]]);
        LockedPackage locked = lockFile.Packages[0] with { Nevra = new("glibc", new(null, "2", "3"), "x86_64") };
        using Downloader downloader = Download();
        using PackageStore store = await FetchAsync(downloader, lockFile);
        ComposerException exception = Assert.Throws<ComposerException>(() => store.Open(locked));
        Assert.Equal(("IC-PXM08", FailureKind.Verification), (exception.Id.ToString(), exception.Id.Kind));
        Assert.Contains("metadata-lie", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingEpochIsEpochZero()
    {
        LockFile lockFile = Lock(Checkout.Fixture("rpms", "own"), ["bigfile-1-1.noarch.rpm"]);
        Assert.Equal(0u, lockFile.Packages[0].Nevra.Evr.Epoch);
        using Downloader downloader = Download();
        using PackageStore store = await FetchAsync(downloader, lockFile);
        IPackage package = store.Open(lockFile.Packages[0]);
        Assert.Null(package.Header.Nevra.Evr.Epoch);
    }

    [Theory]
    [InlineData("../a.rpm")]
    [InlineData("/etc/passwd")]
    [InlineData("%2e%2e/a.rpm")]
    public async Task ALockMayNotClimbOutOfItsRepository(string location)
    {
        LockFile lockFile = Lock(Checkout.Fixture("rpms", "own"), [Names[0]]);
        lockFile = lockFile with { Packages = [lockFile.Packages[0] with { Location = location }] };
        using Downloader downloader = Download();
        Assert.Equal(FetchDiagnostics.BadLocation, (await Assert.ThrowsAsync<ComposerException>(() => FetchAsync(downloader, lockFile))).Id);
    }

    [Fact]
    public async Task ALockMayNotUseARepositoryItDoesNotList()
    {
        LockFile lockFile = Lock(Checkout.Fixture("rpms", "own"), [Names[0]]);
        lockFile = lockFile with { Packages = [lockFile.Packages[0] with { Repository = "other" }] };
        using Downloader downloader = Download();
        Assert.Equal(FetchDiagnostics.UnknownRepository, (await Assert.ThrowsAsync<ComposerException>(() => FetchAsync(downloader, lockFile))).Id);
    }

    [Fact]
    public async Task ProgressEndsWithEverything()
    {
        LockFile lockFile = Serve(Names);
        var seen = new System.Collections.Concurrent.ConcurrentBag<FetchProgress>();
        using Downloader downloader = Download();
        await new Fetcher(downloader).FetchAsync(lockFile, "/", new Immediate(seen.Add), TestContext.Current.CancellationToken);
        long total = lockFile.Packages.Sum(package => package.Size);
        Assert.Contains(new FetchProgress(Names.Length, Names.Length, total, total), seen);
        Assert.Equal(Names.Length, seen.Count);
    }

    [Fact]
    public async Task AListOfMirrorsIsNotAskedForPackagesThatAreHere()
    {
        LockFile lockFile = Listed();
        using (Downloader downloader = Download()) (await FetchAsync(downloader, lockFile)).Dispose();
        Assert.Single(_server.Requests, request => request.StartsWith("GET /list ", StringComparison.Ordinal));
        using Downloader offline = Download(isOffline: true);
        using PackageStore store = await FetchAsync(offline, lockFile);
        foreach (LockedPackage package in lockFile.Packages) Assert.Equal(package.Nevra.Name, store.Open(package).Header.Nevra.Name);
    }

    [Fact]
    public async Task APackageThatOneMirrorHasSpoiledComesFromTheNext()
    {
        LockFile lockFile = Serve(Names);
        using var wrong = new ScriptedServer();
        foreach (LockedPackage package in lockFile.Packages) wrong.Add($"/{package.Location}", Answer.Ok(new byte[package.Size]));
        var repository = (LockedRepository.Metadata)lockFile.Repositories[0];
        using Downloader downloader = Download();
        using PackageStore store = await FetchAsync(downloader, lockFile with { Repositories = [repository with { BaseUrl = wrong.Url, Mirrors = [_server.Url] }] });
        Assert.All(lockFile.Packages, package => Assert.Equal(package.Nevra.Name, store.Open(package).Header.Nevra.Name));
    }

    private LockFile Listed()
    {
        LockFile lockFile = Serve(Names);
        _server.Add("/list", Answer.Ok(System.Text.Encoding.UTF8.GetBytes(_server.Url + "/\n")));
        var repository = (LockedRepository.Metadata)lockFile.Repositories[0];
        return lockFile with { Repositories = [repository with { BaseUrl = _server.Url + "/list", List = InitrdComposer.Config.MirrorListKind.Plain }] };
    }

    private static string[] Names { get; } =
        [.. Directory.EnumerateFiles(Checkout.Fixture("rpms", "own"), "feat-1.0-*.rpm").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).Take(4)];

    private static string Source(string name) => Checkout.Fixture("rpms", "own", name);

    private static Task<PackageStore> FetchAsync(Downloader downloader, LockFile lockFile, IKeyedStore? remembered = null) =>
        new Fetcher(downloader, remembered).FetchAsync(lockFile, "/", cancellation: TestContext.Current.CancellationToken);

    private static LockFile Lock(string baseUrl, IEnumerable<string> names) => new(
        [], "x86_64", 0, [new LockedRepository.Metadata("r", baseUrl, Digest.Sha256Of("repomd"u8), "1") { Signatures = RepositorySignatures.None }], [.. names.Select(Locked)]);

    private static LockedPackage Locked(string name)
    {
        byte[] bytes = File.ReadAllBytes(Source(name));
        return new(NameOf(name), PackageRole.Install, "r", name, bytes.Length, Digest.Sha256Of(bytes), ImmutableArray<RequestedBy>.Empty);
    }

    /// <summary>As repository metadata names it: always with an epoch, which "feat" has and "bigfile" has not.</summary>
    private static Nevra NameOf(string file)
    {
        string[] parts = Path.GetFileNameWithoutExtension(file).Split('-');
        int arch = parts[2].LastIndexOf('.');
        return new(parts[0], new(parts[0] == "feat" ? 2u : 0u, parts[1], parts[2][..arch]), parts[2][(arch + 1)..]);
    }

    private Downloader Download(bool isOffline = false) =>
        new(new Cache(_folder["cache"]), new() { MaxRetries = 1, RetryDelay = TimeSpan.FromMilliseconds(5), IsOffline = isOffline });

    private LockFile Serve(string[] names)
    {
        foreach (string name in names) _server.Add($"/{name}", Answer.Ok(File.ReadAllBytes(Source(name))));
        return Lock(_server.Url, names);
    }

    private sealed class Immediate(Action<FetchProgress> report) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => report(value);
    }
}
