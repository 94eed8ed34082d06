using System.Text;
using System.Text.RegularExpressions;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Repository;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Repository;

public sealed class RepositoryLoaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bz2")]
    [InlineData("xz")]
    [InlineData("lzma")]
    [InlineData("zst")]
    public async Task EveryCompressionGivesTheSamePool(string compression)
    {
        RepositorySet gz = await LoadAsync(Fixture("gz"));
        RepositorySet other = await LoadAsync(Fixture(compression), RepositoryTrust.Legacy);
        Assert.Equal(129, gz.Pool.Packages.Length);
        Assert.Equal(PoolDump.Of(gz.Pool), PoolDump.Of(other.Pool));
        Assert.Empty(gz.Notices);
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("bz2")]
    public async Task TheDatabaseAloneGivesTheSamePool(string compression)
    {
        string repodata = Path.Combine(_folder.Path, "repodata");
        Directory.CreateDirectory(repodata);
        string repomd = File.ReadAllText(Path.Combine(Fixture(compression), "repodata", "repomd.xml"));
        File.WriteAllText(Path.Combine(repodata, "repomd.xml"), repomd.Replace("\"primary\"", "\"something-else\"", StringComparison.Ordinal));
        File.Copy(Path.Combine(Fixture(compression), "repodata", $"primary.sqlite.{compression}"), Path.Combine(repodata, $"primary.sqlite.{compression}"));

        RepositorySet sqlite = await LoadAsync(_folder.Path, RepositoryTrust.Legacy);
        Assert.Equal(PoolDump.Of((await LoadAsync(Fixture("gz"))).Pool), PoolDump.Of(sqlite.Pool));
    }

    [Fact]
    public async Task HttpGivesTheSamePoolAndIsAskedOnce()
    {
        using var server = new ScriptedServer();
        server.AddFolder(Fixture("zst"));
        RepositorySet first = await LoadAsync(server.Url);
        RepositorySet second = await LoadAsync(server.Url);
        Assert.Equal(PoolDump.Of((await LoadAsync(Fixture("gz"))).Pool), PoolDump.Of(first.Pool));
        Assert.Equal(PoolDump.Of(first.Pool), PoolDump.Of(second.Pool));
        Assert.Single(server.Requests, request => request.Contains("primary", StringComparison.Ordinal));
        Assert.Equal(2, server.Requests.Count(request => request.Contains("repomd", StringComparison.Ordinal)));
    }

    /// <summary>Real packages, a real createrepo_c: both forms, rich dependencies, and rpm's own view of the headers.</summary>
    [Fact]
    public async Task WhatCreaterepoWritesIsReadInBothForms()
    {
        Tool rpmbuild = Tool.Require("rpmbuild", "rpm");
        Tool createrepo = Tool.Require("createrepo_c", "createrepo-c");
        File.WriteAllText(_folder["a.spec"], """
            Name: a
            Epoch: 3
            Version: 1.0~rc1
            Release: 2
            Summary: s
            License: MIT
            BuildArch: noarch
            Provides: cap = 7, /opt/virtual
            Requires: (b >= 2 if c else (d or e)), f < 1:9
            Recommends: g
            Suggests: h
            Supplements: (i and j)
            Enhances: k
            Conflicts: l < 2
            Obsoletes: m <= 3
            %description
            %install
            mkdir -p %{buildroot}/usr/lib/a %{buildroot}/etc
            echo 1 > %{buildroot}/usr/lib/a/lib.txt
            echo 2 > %{buildroot}/etc/a.conf
            %files
            /usr/lib/a
            /etc/a.conf
            """);
        string repository = Directory.CreateDirectory(_folder["repository"]).FullName;
        rpmbuild.Run("-bb", "--define", $"_topdir {_folder["top"]}", "--define", $"_rpmdir {repository}", _folder["a.spec"]);
        createrepo.Run("--database", "--quiet", repository);

        RepositorySet xml = await LoadAsync(repository);
        string dump = PoolDump.Of(xml.Pool);
        Assert.Matches(@"^a-3:1\.0~rc1-2\.noarch evr=3:1\.0~rc1-2 sha256:[0-9a-f]{64} noarch/a-1\.0~rc1-2\.noarch\.rpm [0-9]+ 4 [0-9]+\n", dump);
        Assert.Equal(
            """
              Provides: /opt/virtual
              Provides: a Equal 3:1.0~rc1-2
              Provides: cap Equal 7
              Requires: (b GreaterOrEqual 2 If (c Else (d Or e)))
              Requires: f Less 1:9
              Conflicts: l Less 2
              Obsoletes: m LessOrEqual 3
              Recommends: g
              Suggests: h
              Supplements: (i And j)
              Enhances: k
              /etc/a.conf
            """,
            string.Join('\n', dump.Split('\n').Skip(1).OrderBy(Rank)));
        string repomd = Path.Combine(repository, "repodata", "repomd.xml");
        File.WriteAllText(repomd, File.ReadAllText(repomd).Replace("type=\"primary\"", "type=\"other-thing\"", StringComparison.Ordinal));
        Assert.Equal(dump, PoolDump.Of((await LoadAsync(repository)).Pool));
    }

    [Fact]
    public async Task FilesOutsideTheBinFoldersComeFromFilelistsWhenAskedFor()
    {
        new RepositoryWriter(_folder.Path).Write();
        using Downloader downloader = Download();
        var loader = new RepositoryLoader(downloader);
        RepositorySet set = await loader.LoadAsync([Source(_folder.Path)], "/", cancellation: TestContext.Current.CancellationToken);
        Assert.Same(set, await loader.WithFilesAsync(set, ["/usr/bin/zsh", "/etc/passwd"], cancellation: TestContext.Current.CancellationToken));
        Assert.Same(set, await loader.WithFilesAsync(set, ["/usr/lib/none"], cancellation: TestContext.Current.CancellationToken));

        RepositorySet more = await loader.WithFilesAsync(set, ["/usr/lib/a.so", "/usr/lib/none"], cancellation: TestContext.Current.CancellationToken);
        Assert.EndsWith("\n  /usr/bin/a\n  /usr/lib/a.so", PoolDump.Of(more.Pool), StringComparison.Ordinal);
        Assert.EndsWith("\n  /usr/bin/a", PoolDump.Of(set.Pool), StringComparison.Ordinal);
        Assert.Equal(PoolDump.Of(more.Pool), PoolDump.Of((await loader.WithFilesAsync(more, ["/usr/lib/a.so"], cancellation: TestContext.Current.CancellationToken)).Pool));
    }

    [Fact]
    public async Task ARepositoryIsWhatARelativePathNames()
    {
        new RepositoryWriter(_folder["repository"]).Write();
        using Downloader downloader = Download();
        RepositorySet set = await new RepositoryLoader(downloader).LoadAsync([Source("repository")], _folder.Path, cancellation: TestContext.Current.CancellationToken);
        LoadedRepository repository = Assert.Single(set.Repositories);
        LoadedContent.Metadata metadata = Assert.IsType<LoadedContent.Metadata>(repository.Content);
        Assert.Equal(("r", "7", 0, 1), (repository.Id, metadata.Repomd.Revision, repository.FirstPackage, repository.PackageCount));
        Assert.Equal(Digest.Sha256Of(File.ReadAllBytes(Path.Combine(_folder["repository"], "repodata", "repomd.xml"))), metadata.RepomdDigest);
    }

    [Fact]
    public async Task SeveralRepositoriesKeepTheirOrder()
    {
        new RepositoryWriter(_folder["one"]).Write();
        new RepositoryWriter(_folder["two"]).Write(RepositoryWriter.Package.Replace("<name>a<", "<name>z<", StringComparison.Ordinal));
        using Downloader downloader = Download();
        RepositorySet set = await new RepositoryLoader(downloader).LoadAsync([Source("two"), Source("one")], _folder.Path, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["z-1-2.x86_64 0", "a-1-2.x86_64 1"], set.Pool.Packages.Select((row, index) => $"{set.Pool.Nevra(new(index))} {row.Repository}"));
    }

    [Theory]
    [InlineData("repodata/primary.xml", "../../../etc/passwd", "RMD", 7)]
    [InlineData("repodata/primary.xml", "/etc/passwd", "RMD", 7)]
    [InlineData("repodata/primary.xml", "file:///etc/passwd", "RMD", 7)]
    [InlineData("repodata/primary.xml", "http://evil.example/x", "RMD", 7)]
    [InlineData("repodata/primary.xml", "a/%2e%2e/%2E%2E/b", "RMD", 7)]
    [InlineData("repodata/primary.xml", @"..\x", "RMD", 7)]
    [InlineData("repodata/primary.xml", "a%00b", "RMD", 7)]
    [InlineData("repodata/primary.xml", "a&#10;b", "RMD", 7)]
    [InlineData("href=\"repodata/primary.xml\"", "href=\"repodata/primary.xml\" xml:base=\"http://evil.example/\"", "RMD", 10)]
    [InlineData("<open-checksum type=\"sha256\">", "<open-checksum type=\"sha512\">", "RMD", 12)]
    [InlineData("type=\"filelists\"", "type=\"primary\"", "RMD", 13)]
    [InlineData("<size>", "<size>-", "RMD", 15)]
    [InlineData("<size>", "<size>9", "PXM", 1)]
    [InlineData("<size>", "<size>9999999999", "RMD", 15)]
    [InlineData("<open-size>", "<open-size>9", "PXM", 2)]
    [InlineData("<open-size>", "<open-size>99999999999", "RMD", 15)]
    [InlineData("type=\"primary\"", "type=\"unknown\"", "RMD", 22)]
    [InlineData("<repomd xmlns=\"http://linux.duke.edu/metadata/repo\">", "<html>", "RMD", 3)]
    [InlineData("<repomd ", "<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><repomd ", "RMD", 4)]
    [InlineData("</repomd>", "", "RMD", 2)]
    public async Task ABadRepomdIsNamedById(string from, string to, string area, int number)
    {
        new RepositoryWriter(_folder.Path).Write(RepositoryWriter.Package, (from, to));
        ComposerException exception = await RefusalAsync();
        Assert.Equal((area, number), (exception.Id.Area, exception.Id.Number));
        Assert.Contains("repodata/", exception.Location!.Value.File, StringComparison.Ordinal);
        Assert.Contains("got ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("expected ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Packages/a-1-2.x86_64.rpm", "../../a.rpm", "PXM", 5)]
    [InlineData("Packages/a-1-2.x86_64.rpm", "%2e%2e/a.rpm", "PXM", 5)]
    [InlineData("Packages/a-1-2.x86_64.rpm", "http://evil.example/a.rpm", "PXM", 5)]
    [InlineData("<location ", "<location xml:base=\"http://evil.example/\" ", "RMD", 10)]
    [InlineData("epoch=\"0\" ver=\"1\" rel=\"2\"/>\n<checksum", "epoch=\"one\" ver=\"1\" rel=\"2\"/>\n<checksum", "PXM", 10)]
    [InlineData("<name>a</name>", "<name>../a</name>", "PXM", 11)]
    [InlineData("(b >= 3 or /usr/lib/x)", "(b >= 3 or ", "PXM", 13)]
    [InlineData("flags=\"EQ\"", "flags=\"~\"", "PXM", 14)]
    [InlineData("<size package=\"7\"", "<size package=\"x\"", "PXM", 16)]
    [InlineData("</format>", "", "PXM", 24)]
    public async Task BadPrimaryMetadataIsNamedById(string from, string to, string area, int number)
    {
        string package = RepositoryWriter.Package.Replace("\r", "", StringComparison.Ordinal);
        Assert.Contains(from, package, StringComparison.Ordinal);
        new RepositoryWriter(_folder.Path).Write(package.Replace(from, to, StringComparison.Ordinal));
        ComposerException exception = await RefusalAsync();
        Assert.Equal((area, number), (exception.Id.Area, exception.Id.Number));
        Assert.EndsWith("primary.xml", exception.Location!.Value.File, StringComparison.Ordinal);
        Assert.NotNull(exception.Location.Value.Position?.Line);
    }

    [Fact]
    public async Task ADeepBooleanDependencyIsRefusedNotOverflowed()
    {
        string deep = $"{string.Concat(Enumerable.Repeat("(a or ", 8_000))}b{new string(')', 8_000)}";
        new RepositoryWriter(_folder.Path).Write(RepositoryWriter.Package.Replace("(b >= 3 or /usr/lib/x)", deep, StringComparison.Ordinal));
        Assert.Equal(RepositoryDiagnostics.BadDependency, (await RefusalAsync()).Id);
    }

    [Fact]
    public async Task WeakChecksumsCountOnlyWhereTheyAreAllowed()
    {
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => LoadAsync(Fixture("bz2")));
        Assert.Equal((RepositoryDiagnostics.WeakChecksum, FailureKind.Verification), (exception.Id, exception.Id.Kind));
        Assert.Contains("sha1", exception.Message, StringComparison.Ordinal);

        new RepositoryWriter(_folder.Path).Write(
            new Regex("type=\"sha256\" pkgid=\"YES\">[0-9a-f]*").Replace(RepositoryWriter.Package, $"type=\"md5\" pkgid=\"YES\">{new string('0', 32)}"));
        Assert.Equal(RepositoryDiagnostics.WeakPackageChecksum, (await RefusalAsync()).Id);
        Assert.Single((await LoadAsync(_folder.Path, RepositoryTrust.Legacy)).Pool.Packages);
    }

    [Fact]
    public async Task OtherBytesBehindTheSameNameAreRefused()
    {
        var repository = new RepositoryWriter(_folder.Path).Write();
        byte[] primary = File.ReadAllBytes(repository.Primary);
        primary[400] ^= 1;
        File.WriteAllBytes(repository.Primary, primary);
        ComposerException exception = await RefusalAsync();
        Assert.Equal((RepositoryDiagnostics.MetadataMismatch, FailureKind.Verification), (exception.Id, exception.Id.Kind));
        Assert.Equal(repository.Primary, exception.Location!.Value.File);
    }

    /// <summary>A right checksum over wrong content: only what is inside can tell.</summary>
    [Fact]
    public async Task EveryBitOfACompressedPartCounts()
    {
        byte[] good = File.ReadAllBytes(Path.Combine(Fixture("gz"), "repodata", "primary.xml.gz"));
        string repomd = File.ReadAllText(Path.Combine(Fixture("gz"), "repodata", "repomd.xml"));
        Directory.CreateDirectory(_folder["repodata"]);
        for (int i = 0; i < 40; i++)
        {
            byte[] damaged = [.. good];
            damaged[(int)((long)i * good.Length / 40)] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(Path.Combine(_folder["repodata"], "primary.xml.gz"), damaged);
            File.WriteAllText(
                Path.Combine(_folder["repodata"], "repomd.xml"), repomd.Replace(Digest.Sha256Of(good).Hex, Digest.Sha256Of(damaged).Hex, StringComparison.Ordinal));
            ComposerException exception = await RefusalAsync();
            Assert.True(exception.Id.Kind is FailureKind.Malformed or FailureKind.Verification, exception.Message);
        }
    }

    [Fact]
    public async Task ARepositoryThatChangesBetweenTwoRequestsIsReadAnew()
    {
        new RepositoryWriter(_folder["old"]).Write();
        new RepositoryWriter(_folder["new"]).Write(RepositoryWriter.Package.Replace("<name>a<", "<name>z<", StringComparison.Ordinal));
        using var server = new ScriptedServer();
        server.AddFolder(_folder["new"]);
        server.Add("/repodata/repomd.xml", Answer.Ok(File.ReadAllBytes(new RepositoryWriter(_folder["old"]).Repomd)), Answer.Ok(File.ReadAllBytes(new RepositoryWriter(_folder["new"]).Repomd)));
        Assert.StartsWith("z-1-2.x86_64", PoolDump.Of((await LoadAsync(server.Url)).Pool), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALoginPageIsNoRepository()
    {
        using var server = new ScriptedServer();
        server.Add("/repodata/repomd.xml", Answer.Ok(Encoding.UTF8.GetBytes("<html><body>Please log in</body></html>")));
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => LoadAsync(server.Url));
        Assert.Equal("IC-RMD03", exception.Id.ToString());
        Assert.Equal($"{server.Url}/repodata/repomd.xml:1:1", exception.Location.ToString());
    }

    [Fact]
    public async Task AWrongSchemeIsTheRecipesMistake()
    {
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => LoadAsync("ftp://example.org/"));
        Assert.Equal((RepositoryDiagnostics.BadBaseUrl, FailureKind.Usage), (exception.Id, exception.Id.Kind));
    }

    [Fact]
    public async Task AMissingRepositoryIsNamed()
    {
        ComposerException exception = await Assert.ThrowsAsync<ComposerException>(() => LoadAsync(_folder["nowhere"]));
        Assert.Equal("recipe.toml", exception.Location!.Value.File);
        Assert.Contains($"{Path.Combine(_folder["nowhere"], "repodata", "repomd.xml")}: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DuplicatesAndWrongCountsAreNoticed()
    {
        new RepositoryWriter(_folder.Path).Write(RepositoryWriter.Package + RepositoryWriter.Package);
        RepositorySet set = await LoadAsync(_folder.Path);
        Assert.Equal([RepositoryDiagnostics.WrongCount, RepositoryDiagnostics.Duplicates], set.Notices.Select(notice => notice.Id));
    }

    /// <summary>Kinds in order, names sorted: the order inside a list is rpmbuild's affair.</summary>
    private static string Rank(string line) => $"{Array.FindIndex(Enum.GetNames<DependencyKind>(), kind => line.StartsWith($"  {kind}:", StringComparison.Ordinal)) & 15:x}{line}";

    private static string Fixture(string compression) => Checkout.Fixture("repos", "azurelinux2", compression);

    private static RepositorySource Source(string url) => new("r", new RepositoryPlace.Metadata(new(url, new SourceLocation("recipe.toml"))), 99) { Signatures = RepositorySignatures.None };

    private Downloader Download() => new(new Cache(_folder["cache"]), new() { MaxRetries = 2, RetryDelay = TimeSpan.FromMilliseconds(5) });

    private async Task<RepositorySet> LoadAsync(string url, RepositoryTrust trust = RepositoryTrust.Strict)
    {
        using Downloader downloader = Download();
        return await new RepositoryLoader(downloader).LoadAsync([Source(url) with { Signatures = RepositorySignatures.None with { Trust = trust } }], "/", cancellation: TestContext.Current.CancellationToken);
    }

    private Task<ComposerException> RefusalAsync() => Assert.ThrowsAsync<ComposerException>(() => LoadAsync(_folder.Path));
}
