using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;
using InitrdComposer.Testing;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Repository;

/// <summary>One real repository, its metadata encoded anew by each format's own tool.</summary>
public sealed class RepositoryEncodingTests : IDisposable
{
    private static readonly string Original = Checkout.Fixture("repos", "azurelinux2", "gz", "repodata");

    private readonly TempFolder _folder = new();

    private string Repodata => Path.Combine(_folder.Path, "repository", "repodata");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain", "sha256")]
    [InlineData("gz", "sha512")]
    [InlineData("bz2", "sha1")]
    [InlineData("xz", "sha512")]
    [InlineData("lzma", "sha256")]
    [InlineData("zst", "sha384")]
    public async Task EveryEncodingGivesTheSamePoolFromXmlAndFromTheDatabase(string encoding, string checksum)
    {
        Directory.CreateDirectory(Repodata);
        string primary = Part("primary", "primary.xml", encoding, checksum);
        string filelists = Part("filelists", "filelists.xml", encoding, checksum);
        string database = Part("primary_db", "primary.sqlite", encoding, checksum);
        RepositorySet expected = await LoadAsync(Path.GetDirectoryName(Original)!, ["/usr/share/none"]);

        WriteRepomd(primary, filelists, database);
        RepositorySet xml = await LoadAsync(Path.GetDirectoryName(Repodata)!, ["/usr/share/none"]);
        Assert.Equal(129, xml.Pool.Packages.Length);
        Assert.Equal(PoolDump.Of(expected.Pool), PoolDump.Of(xml.Pool));

        WriteRepomd(filelists, database);
        RepositorySet sqlite = await LoadAsync(Path.GetDirectoryName(Repodata)!, ["/usr/share/none"]);
        Assert.Equal(PoolDump.Of(expected.Pool), PoolDump.Of(sqlite.Pool));
    }

    /// <summary>createrepo_c --zck names both; a zchunk file alone is none that is read.</summary>
    [Fact]
    public async Task OfZchunkThePlainTwinIsTaken()
    {
        Tool createrepo = Tool.Require("createrepo_c", "createrepo-c");
        string repository = Directory.CreateDirectory(_folder["zck"]).FullName;
        File.Copy(Checkout.Fixture("rpms", "own", "feat-1.0-8.w19zstdio.noarch.rpm"), Path.Combine(repository, "feat.rpm"));
        createrepo.Run("--quiet", "--no-database", "--zck", repository);
        string repomd = Path.Combine(repository, "repodata", "repomd.xml");
        string text = File.ReadAllText(repomd);
        Assert.Contains("\"primary_zck\"", text, StringComparison.Ordinal);
        Assert.Single((await LoadAsync(repository)).Pool.Packages);

        File.WriteAllText(repomd, text.Replace("\"primary\"", "\"other-thing\"", StringComparison.Ordinal).Replace("\"primary_zck\"", "\"primary\"", StringComparison.Ordinal));
        ComposerException error = await Assert.ThrowsAsync<ComposerException>(() => LoadAsync(repository));
        Assert.Equal(RepositoryDiagnostics.NoPrimary, error.Id);
    }

    private async Task<RepositorySet> LoadAsync(string repository, string[]? files = null)
    {
        using var downloader = new Downloader(new Cache(_folder["cache"]), new());
        var loader = new RepositoryLoader(downloader);
        RepositorySource source = new("r", new RepositoryPlace.Metadata(new(repository, new SourceLocation("recipe.toml"))), 99) { Signatures = RepositorySignatures.None with { Trust = RepositoryTrust.Legacy } };
        RepositorySet set = await loader.LoadAsync([source], "/", cancellation: TestContext.Current.CancellationToken);
        return files is null ? set : await loader.WithFilesAsync(set, files, cancellation: TestContext.Current.CancellationToken);
    }

    /// <summary>Encodes one part and returns its element of repomd.xml.</summary>
    private string Part(string type, string name, string encoding, string checksum)
    {
        string plain = Path.Combine(Repodata, name);
        Shell($"{Tool.Require("gzip", "gzip").Path} -dc {Path.Combine(Original, name)}.gz > {plain}");
        byte[] open = File.ReadAllBytes(plain);
        if (encoding != "plain")
        {
            (string tool, string package, string options) = encoding switch
            {
                "gz" => ("gzip", "gzip", "-n"),
                "bz2" => ("bzip2", "bzip2", ""),
                "xz" => ("xz", "xz-utils", ""),
                "lzma" => ("xz", "xz-utils", "--format=lzma"),
                _ => ("zstd", "zstd", "-q --rm"),
            };
            Shell($"{Tool.Require(tool, package).Path} {options} {plain}");
        }

        string file = encoding == "plain" ? plain : $"{plain}.{encoding}";
        byte[] stored = File.ReadAllBytes(file);
        return $"""
            <data type="{type}"><checksum type="{checksum}">{Hex(checksum, stored)}</checksum><open-checksum type="{checksum}">{Hex(checksum, open)}</open-checksum>
            <location href="repodata/{Path.GetFileName(file)}"/><size>{stored.Length}</size><open-size>{open.Length}</open-size></data>
            """;
    }

    private void WriteRepomd(params string[] parts) => File.WriteAllText(
        Path.Combine(Repodata, "repomd.xml"),
        $"""<repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>1</revision>{string.Concat(parts)}</repomd>""", Encoding.UTF8);

    private static string Hex(string algorithm, byte[] data) =>
        Convert.ToHexStringLower(CryptographicOperations.HashData(new HashAlgorithmName(algorithm.ToUpperInvariant()), data));

    private static void Shell(string command) => Tool.Require("sh", "dash").Run("-c", command);
}
