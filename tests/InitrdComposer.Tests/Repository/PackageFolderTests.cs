using System.Collections.Concurrent;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Repository;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Repository;

public sealed class PackageFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Packages => _folder["rpms"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheDistributionsPackagesAreWhatTheirMetadataSays()
    {
        string repository = DistroFixture.Require().Repository;
        Assert.Equal(Dump(await LoadAsync(new RepositoryPlace.Metadata(At(repository)))), Dump(await LoadAsync(new RepositoryPlace.Folder(At(repository)))));
    }

    [Fact]
    public async Task OddPackagesAreWhatCreaterepoSaysOfThem()
    {
        foreach (string file in Fixtures())
        {
            string folder = Path.Combine(Packages, Path.GetFileName(Path.GetDirectoryName(file)!));
            Directory.CreateDirectory(folder);
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        RepositorySet folders = await LoadAsync(new RepositoryPlace.Folder(At(Packages)));
        Tool.Require("createrepo_c", "createrepo-c").Run("-q", "--excludes", "*.src.rpm", Packages);
        RepositorySet metadata = await LoadAsync(new RepositoryPlace.Metadata(At(Packages)));
        Assert.NotEmpty(folders.Pool.Packages);
        Assert.Equal(Dump(metadata), Dump(folders));
    }

    [Fact]
    public async Task LocationsAreSortedAndSubfoldersAreRead()
    {
        Copy("feat-1.0-1.wufdio", "b.rpm");
        Copy("feat-1.0-2.w9gzdio", "a/z.rpm");
        Copy("feat-1.0-3.w9bzdio", "B 100%.rpm");
        RepositorySet set = await LoadAsync(new RepositoryPlace.Folder(At("rpms")));
        Assert.Equal(["B 100%25.rpm", "a/z.rpm", "b.rpm"], set.Pool.Packages.Select(package => set.Pool.Strings.Text(package.Location)));
        Assert.Equal(Digest.Sha256Of(File.ReadAllBytes(Path.Combine(Packages, "b.rpm"))), set.Pool.ChecksumOf(new(2)));
    }

    [Fact]
    public async Task APathThatPrimaryMetadataDoesNotNameIsFound()
    {
        Copy("feat-1.0-1.wufdio", "a.rpm");
        using Downloader downloader = Download();
        var loader = new RepositoryLoader(downloader);
        RepositorySet set = await loader.LoadAsync([Source(new RepositoryPlace.Folder(At("rpms")))], _folder.Path, cancellation: TestContext.Current.CancellationToken);
        Assert.IsType<LoadedContent.Headers>(Assert.Single(set.Repositories).Content);
        string path = ((LoadedContent.Headers)set.Repositories[0].Content).Packages[0].Description.Paths
            .Select(bytes => System.Text.Encoding.UTF8.GetString(bytes.Span)).First(name => !PrimaryFiles.Covers(name));
        Assert.DoesNotContain(path, PoolDump.Of(set.Pool), StringComparison.Ordinal);
        RepositorySet more = await loader.WithFilesAsync(set, [path, "/usr/lib/none"], cancellation: TestContext.Current.CancellationToken);
        Assert.EndsWith($"\n  {path}", PoolDump.Of(more.Pool), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatDoesNotChangeIsReadOnce()
    {
        Copy("feat-1.0-1.wufdio", "a.rpm");
        var store = new CountingStore();
        RepositorySet first = await LoadAsync(new RepositoryPlace.Folder(At("rpms")), store);
        RepositorySet second = await LoadAsync(new RepositoryPlace.Folder(At("rpms")), store);
        Assert.Equal((1, 1), (store.Stored, store.Found));
        Assert.Equal(Dump(first), Dump(second));

        File.Delete(Path.Combine(Packages, "a.rpm"));
        Copy("feat-1.0-2.w9gzdio", "a.rpm");
        Assert.NotEqual(Dump(first), Dump(await LoadAsync(new RepositoryPlace.Folder(At("rpms")), store)));
        Assert.Equal((2, 1), (store.Stored, store.Found));
    }

    [Fact]
    public async Task SourcePackagesAreLeftOut()
    {
        Copy("feat-1.0-1.wufdio", "a.rpm");
        string source = Directory.GetFiles(Checkout.Fixture("rpms"), "*.src.rpm", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        File.Copy(source, Path.Combine(Packages, "b.src.rpm"));
        File.Copy(source, Path.Combine(Packages, "c.rpm"));
        Assert.Single((await LoadAsync(new RepositoryPlace.Folder(At("rpms")))).Pool.Packages);
    }

    [Fact]
    public async Task ALinkInsideIsNoSecondPackageAndOneThatLeadsOutIsRefused()
    {
        Copy("feat-1.0-1.wufdio", "a/a.rpm");
        File.CreateSymbolicLink(Path.Combine(Packages, "b.rpm"), "a/a.rpm");
        Assert.Single((await LoadAsync(new RepositoryPlace.Folder(At("rpms")))).Pool.Packages);

        Directory.CreateSymbolicLink(Path.Combine(Packages, "more"), Checkout.Fixture("rpms"));
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => LoadAsync(new RepositoryPlace.Folder(At("rpms"))));
        Assert.Equal((RepositoryDiagnostics.LinkOut, Path.Combine(Packages, "more")), (exception.Id, exception.Location!.Value.File));
    }

    [Fact]
    public async Task AMissingFolderIsTheRecipesMistake()
    {
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => LoadAsync(new RepositoryPlace.Folder(At("nowhere"))));
        Assert.Equal((RepositoryDiagnostics.NoFolder, "recipe.toml"), (exception.Id, exception.Location!.Value.File));
    }

    [Theory]
    [InlineData("broken__bad-magic", "IC-RPM02")]
    [InlineData("broken__trunc-hdr", "IC-RPM07")]
    [InlineData("broken__ent-type-unknown", "IC-RPM11")]
    public async Task AFileThatIsNoPackageIsNamed(string fixture, string id)
    {
        Copy(fixture, "a.rpm");
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => LoadAsync(new RepositoryPlace.Folder(At("rpms"))));
        Assert.Equal((id, FailureKind.Malformed, Path.Combine(Packages, "a.rpm")), (exception.Id.ToString(), exception.Id.Kind, exception.Location!.Value.File));
    }

    /// <summary>Readable binary packages; of old ones createrepo_c and rpm disagree with their own metadata about what is a file.</summary>
    private static IEnumerable<string> Fixtures() =>
        from file in Directory.EnumerateFiles(Checkout.Fixture("rpms"), "*.rpm", SearchOption.AllDirectories)
        let name = Path.GetFileName(file)
        where !name.StartsWith("broken", StringComparison.Ordinal) && !name.Contains("src.rpm", StringComparison.Ordinal)
        select file;

    private static string Dump(RepositorySet set) =>
        string.Join('\n', PoolDump.Of(set.Pool).Replace("\n  ", "\t", StringComparison.Ordinal).Split('\n').Order(StringComparer.Ordinal)).Replace("\t", "\n  ", StringComparison.Ordinal);

    private static Located<string> At(string path) => new(path, new SourceLocation("recipe.toml"));

    private static RepositorySource Source(RepositoryPlace place) => new("r", place, 99) { Signatures = RepositorySignatures.None };

    private void Copy(string prefix, string name)
    {
        string to = Path.Combine(Packages, name);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(Assert.Single(Directory.GetFiles(Checkout.Fixture("rpms", "own"), prefix + "*.rpm")), to);
    }

    private Downloader Download() => new(new Cache(_folder["cache"]));

    private async Task<RepositorySet> LoadAsync(RepositoryPlace place, IKeyedStore? known = null)
    {
        using Downloader downloader = Download();
        return await new RepositoryLoader(downloader, known: known).LoadAsync([Source(place)], _folder.Path, cancellation: TestContext.Current.CancellationToken);
    }

    private sealed class CountingStore : IKeyedStore
    {
        private readonly ConcurrentDictionary<Digest, byte[]> _results = new();

        public int Stored { get; private set; }

        public int Found { get; private set; }

        public byte[]? Find(Digest key)
        {
            if (!_results.TryGetValue(key, out byte[]? result)) return null;
            Found++;
            return result;
        }

        public void Store(Digest key, ReadOnlyMemory<byte> result)
        {
            Stored++;
            _results[key] = result.ToArray();
        }
    }
}
