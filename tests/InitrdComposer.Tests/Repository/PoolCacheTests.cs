using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Repository;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Repository;

public sealed class PoolCacheTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AKeptPoolIsTheOneThatWasParsed()
    {
        string parsed = PoolDump.Of((await LoadAsync(null, Fixture("gz"))).Pool);
        Assert.Equal(parsed, PoolDump.Of((await LoadAsync(Pools, Fixture("gz"))).Pool));
        RepositorySet kept = await LoadAsync(Pools, Fixture("gz"));
        Assert.Equal(parsed, PoolDump.Of(kept.Pool));
        Assert.Single(Files());
        Assert.Equal(parsed, PoolDump.Of((await LoadAsync(null, Fixture("gz"))).Pool));

        // A kept table of strings takes in more of them, as filelists bring.
        int known = kept.Pool.Strings.Count;
        StringId[] added = [.. Enumerable.Range(0, 100_000).Select(i => kept.Pool.Strings.Intern($"/a/new/path/{i}"))];
        Assert.Equal(known, added[0].Index);
        Assert.Equal(added[77_777], kept.Pool.Strings.Find("/a/new/path/77777"));
        Assert.Equal(parsed, PoolDump.Of(kept.Pool));
    }

    [Fact]
    public async Task WhatIsKeptIsFoundAlsoWhenMetadataIsSaidToBeElsewhere()
    {
        Directory.CreateSymbolicLink(_folder["moved"], Fixture("gz"));
        await LoadAsync(Pools, Fixture("gz"));
        await LoadAsync(Pools, _folder["moved"]);
        Assert.Single(Files());
    }

    [Fact]
    public async Task OtherMetadataOrOtherTrustIsAnotherPool()
    {
        await LoadAsync(Pools, Fixture("gz"));
        await LoadAsync(Pools, Fixture("zst"));
        await LoadAsync(Pools, Fixture("zst"), Fixture("gz"));
        await LoadAsync(Pools, Fixture("gz"), Fixture("zst"));
        Assert.Equal(4, Files().Length);
        using Downloader downloader = Download();
        RepositorySource legacy = Source(Fixture("gz")) with { Signatures = RepositorySignatures.None with { Trust = RepositoryTrust.Legacy } };
        await new RepositoryLoader(downloader, pools: Pools).LoadAsync([legacy], "/", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(5, Files().Length);
    }

    [Fact]
    public async Task NoticesAreKeptToo()
    {
        string repository = _folder["odd"];
        new RepositoryWriter(repository).Write(RepositoryWriter.Package + RepositoryWriter.Package);
        string[] parsed = [.. (await LoadAsync(Pools, repository)).Notices.Select(notice => $"{notice.Id} {notice.Location} {notice.Message}")];
        Assert.Contains(parsed, notice => notice.Contains("twice", StringComparison.Ordinal));
        Assert.Equal(parsed, (await LoadAsync(Pools, repository)).Notices.Select(notice => $"{notice.Id} {notice.Location} {notice.Message}"));
    }

    [Fact]
    public async Task PackagesOfAFolderAreKeptByWhatTheyAre()
    {
        Directory.CreateDirectory(_folder["packages"]);
        File.Copy(Path.Combine(Checkout.Fixture("rpms", "own"), "bigfile-1-1.noarch.rpm"), _folder["packages/a.rpm"]);
        await LoadAsync(Pools, Fixture("gz"));
        string one = Assert.Single(Files());
        using Downloader downloader = Download();
        RepositorySource[] sources = [Source(Fixture("gz")), new("local", new RepositoryPlace.Folder(new(_folder["packages"], new SourceLocation("recipe"))), 99) { Signatures = RepositorySignatures.None }];
        var loader = new RepositoryLoader(downloader, pools: Pools);
        RepositorySet first = await loader.LoadAsync(sources, "/", cancellation: TestContext.Current.CancellationToken);
        RepositorySet second = await loader.LoadAsync(sources, "/", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(PoolDump.Of(first.Pool), PoolDump.Of(second.Pool));
        Assert.Equal(first.Repositories.Select(r => (r.Id, r.FirstPackage, r.PackageCount)), second.Repositories.Select(r => (r.Id, r.FirstPackage, r.PackageCount)));
        Assert.Equal(2, Files().Length);
        Assert.Contains(one, Files());
    }

    /// <summary>Every byte changed, one at a time, and every length: none of them gives another pool, and each is put right.</summary>
    [Fact]
    public async Task WhateverIsDamagedIsParsedAgain()
    {
        string repository = _folder["small"];
        new RepositoryWriter(repository).Write();
        string parsed = PoolDump.Of((await LoadAsync(Pools, repository)).Pool);
        string path = Assert.Single(Files());
        byte[] whole = File.ReadAllBytes(path);
        int step = Math.Max(1, whole.Length / 150);
        for (int at = 0; at < whole.Length; at += step)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= 0x40;
            foreach (byte[] damaged in (byte[][])[flipped, whole[..at], [.. whole, 0]])
            {
                File.WriteAllBytes(path, damaged);
                Assert.Equal(parsed, PoolDump.Of((await LoadAsync(Pools, repository)).Pool));
                Assert.NotEqual(damaged, File.ReadAllBytes(path));
            }
        }
    }

    [Fact]
    public async Task OneUnderAnothersNameIsNotTakenForIt()
    {
        await LoadAsync(Pools, Fixture("gz"));
        string other = Assert.Single(Files());
        string repository = _folder["small"];
        new RepositoryWriter(repository).Write();
        string parsed = PoolDump.Of((await LoadAsync(Pools, repository)).Pool);
        string own = Files().Single(file => file != other);
        File.Copy(other, own, overwrite: true);
        Assert.Equal(parsed, PoolDump.Of((await LoadAsync(Pools, repository)).Pool));
    }

    [Fact]
    public async Task AFolderThatCannotBeWrittenToIsNoFailure()
    {
        File.WriteAllText(_folder["pools"], "a file where the folder would be");
        Assert.Equal(129, (await LoadAsync(Pools, Fixture("gz"))).Pool.Packages.Length);
    }

    private static string Fixture(string compression) => Checkout.Fixture("repos", "azurelinux2", compression);

    private static RepositorySource Source(string url) => new("r", new RepositoryPlace.Metadata(new(url, new SourceLocation("recipe.toml"))), 99) { Signatures = RepositorySignatures.None };

    private PoolCache Pools => new(_folder["pools"], Disk.Host);

    private string[] Files() => Directory.GetFiles(_folder["pools"], "*", SearchOption.AllDirectories);

    private async Task<RepositorySet> LoadAsync(PoolCache? pools, params string[] repositories)
    {
        using Downloader downloader = Download();
        return await new RepositoryLoader(downloader, pools: pools).LoadAsync([.. repositories.Select(Source)], "/", cancellation: TestContext.Current.CancellationToken);
    }

    private Downloader Download() => new(new Cache(_folder["cache"]));
}
