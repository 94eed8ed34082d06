using System.Text;
using System.Text.Json;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.Formats.Tests.Rpm;

public sealed class RpmPackageReaderTests
{
    /// <summary>Its payload is 5 GiB of zeros, which take seconds to hash.</summary>
    private const string Large = "own/bigfile-1-1.noarch.rpm";

    public static TheoryData<string> Readable => [.. RpmFixtures.Headers.Keys];

    /// <summary>With small letters the digests are right; the signature may be by a key or of an algorithm that rpm did not have.</summary>
    public static TheoryData<string> Intact =>
        [.. RpmFixtures.Manifest.Where(row => row["rpm-K"].StartsWith("digests", StringComparison.Ordinal) && row["file"] != Large).Select(row => row["file"])];

    public static TheoryData<string> Refused => [.. RpmFixtures.Manifest.Select(row => row["file"]).Where(file => !RpmFixtures.Headers.ContainsKey(file))];

    [Fact]
    public void TheManifestKnowsEveryPackageByItsDigest()
    {
        string folder = Checkout.Fixture("rpms");
        Assert.Equal(91, RpmFixtures.Manifest.Count);
        Assert.Equal(
            RpmFixtures.Manifest.Select(row => row["file"]).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(folder, "*.rpm", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal));
        Assert.All(RpmFixtures.Manifest, row => Assert.Equal(row["sha256"], Digest.Sha256Of(RpmFixtures.Bytes(row["file"])).Hex));
        Assert.Equal(75 + 16, RpmFixtures.Headers.Count + Refused.Count);
    }

    [Theory, MemberData(nameof(Readable))]
    public void HeadersSayWhatRpmReadsInThem(string file)
    {
        JsonElement expected = RpmFixtures.Headers[file];
        RpmPackageReader package = Read(file);
        Assert.Equal(Text(expected, "name"), package.Name);
        Assert.Equal(expected.GetProperty("epoch") is { ValueKind: JsonValueKind.Number } epoch ? epoch.GetUInt32() : null, package.Epoch);
        Assert.Equal(Text(expected, "version"), package.Version);
        Assert.Equal(Text(expected, "release"), package.Release);
        Assert.Equal(Text(expected, "arch"), package.Arch);
        Assert.Equal(Text(expected, "license"), package.Header.String(RpmTag.License));
        Assert.Equal(expected.GetProperty("buildtime").GetUInt32(), package.BuildTime);
        Assert.Equal(expected.GetProperty("headerStart").GetInt64(), package.Header.Offset);
        Assert.Equal(expected.GetProperty("headerEnd").GetInt64(), package.PayloadOffset);
        Assert.Equal(expected.GetProperty("summary") is { ValueKind: JsonValueKind.Array } all ? all[0].GetString() : Text(expected, "summary"), package.Header.String(RpmTag.Summary));
        Assert.Equal(Dependencies(expected, "provides"), package.Provides);
        Assert.Equal(Dependencies(expected, "requires"), package.Requires);
        Assert.Equal(Dependencies(expected, "conflicts"), package.Conflicts);
        Assert.Equal(Dependencies(expected, "obsoletes"), package.Obsoletes);
        Assert.Equal(Dependencies(expected, "recommends"), package.Recommends);
        Assert.Equal(Dependencies(expected, "suggests"), package.Suggests);
        Assert.Equal(Dependencies(expected, "supplements"), package.Supplements);
        Assert.Equal(Dependencies(expected, "enhances"), package.Enhances);
    }

    [Theory, MemberData(nameof(Readable))]
    public void FileListsAreWhatRpmReads(string file)
    {
        JsonElement[] expected = [.. RpmFixtures.Headers[file].GetProperty("files").EnumerateArray()];
        IReadOnlyList<RpmFile> files = Read(file).Files;
        Assert.Equal(expected.Select(Line), files.Select(found => string.Join(
            ' ', Encoding.UTF8.GetString(found.Path.Span), found.Mode, found.Size, found.Mtime, found.User, found.Group, (uint)found.Flags,
            Encoding.UTF8.GetString(found.LinkTarget.Span), found.Digest?.Hex, found.Rdev, found.Capabilities, found.Language)));

        static string Line(JsonElement file) => string.Join(
            ' ', Text(file, "path"), file.GetProperty("mode"), file.GetProperty("size"), file.GetProperty("mtime"), Text(file, "user"), Text(file, "group"),
            file.GetProperty("flags"), Text(file, "link"), Text(file, "digest"), file.GetProperty("rdev"), Text(file, "caps"), Text(file, "lang"));
    }

    [Theory, MemberData(nameof(Intact))]
    public void PayloadsAreThoseOfRpm2cpioAndAgreeWithTheHeader(string file)
    {
        IReadOnlyDictionary<string, string> row = RpmFixtures.Manifest.Single(row => row["file"] == file);
        using FileStream stream = File.OpenRead(RpmFixtures.Path(file));
        RpmPackageReader package = RpmPackageReader.Read(stream);
        Assert.Equal(row["compressor(magic)"], package.PayloadCompressor ?? "none");
        Assert.Equal(row["rpmformat"], $"{package.RpmFormat}");
        Assert.Equal(row["type"] == "src", package.IsSource);
        using var payload = new DigestingStream(package.OpenPayload(stream), DigestAlgorithm.Sha256);
        var reader = new RpmPayloadReader(payload, package.Files);
        while (reader.TryReadNext(out int index, out Stream content))
        {
            RpmFile entry = package.Files[index];
            if (!entry.IsRegular || !entry.IsLastLink || entry.Digest is not Digest digest) continue;
            using var hash = digest.Algorithm.CreateHash();
            using var body = new MemoryStream();
            content.CopyTo(body);
            hash.AppendData(body.ToArray());
            Assert.Equal(digest, Digest.Finish(digest.Algorithm, hash));
        }

        Assert.Equal(row["rawpayload_size"], $"{payload.Position}");
        string sha256 = payload.Finish().Hex;
        if (row["rawpayload_sha256"].Length > 0) Assert.Equal(row["rawpayload_sha256"], sha256);
        if (RpmDigests.Of(package).FirstOrDefault(digest => digest.Tag == RpmTag.PayloadSha256Alt) is RpmDigest declared) Assert.Equal(declared.Digest.Hex, sha256);
    }

    [Fact]
    public void FilesOf4GiBAndMoreAreRead()
    {
        using FileStream stream = File.OpenRead(RpmFixtures.Path(Large));
        RpmPackageReader package = RpmPackageReader.Read(stream);
        using var payload = new LimitedStream(package.OpenPayload(stream), long.MaxValue, "payload", "length");
        var reader = new RpmPayloadReader(payload, package.Files);
        List<string> names = [];
        while (reader.TryReadNext(out int index, out Stream content)) names.Add($"{Encoding.UTF8.GetString(package.Files[index].Path.Span)} {content.Length}");
        Assert.Equal(["/data 0", "/data/small 0", "/data/small2 6", "/data/zeros 5368709120"], names.Order(StringComparer.Ordinal));
        Assert.Equal(5_368_709_316, payload.Position);
    }

    [Theory, MemberData(nameof(Intact))]
    public void DigestsOfHeaderAndPayloadAreThoseOfTheFile(string file)
    {
        byte[] bytes = RpmFixtures.Bytes(file);
        RpmPackageReader package = RpmPackageReader.Read(new MemoryStream(bytes));
        foreach (RpmDigest digest in RpmDigests.Of(package).Where(digest => digest.Digest.Algorithm == DigestAlgorithm.Sha256 && digest.Covers is (RpmCoverage.Header or RpmCoverage.Payload)))
        {
            Assert.Equal(digest.Digest, Digest.Sha256Of(digest.Covers == RpmCoverage.Header ? package.Header.Bytes.Span : bytes.AsSpan((int)package.PayloadOffset)));
        }
    }

    [Fact]
    public void AFlippedBitInAHeaderShowsInItsDigest()
    {
        RpmPackageReader package = Read("own/broken__header-flip.rpm");
        Assert.NotEqual(RpmDigests.Of(package).Single(digest => digest.Tag == RpmTag.Sha256Header).Digest, Digest.Sha256Of(package.Header.Bytes.Span));
    }

    [Theory]
    [InlineData("own/broken__payload-flip.rpm")]
    [InlineData("own/broken__trunc-payload.rpm")]
    [InlineData("own/broken__trailing-garbage.rpm")]
    [InlineData("own/broken__nopayload.rpm")]
    public void ABrokenPayloadIsMalformedAtAnOffsetOfTheFile(string file)
    {
        byte[] bytes = RpmFixtures.Bytes(file);
        var stream = new MemoryStream(bytes);
        RpmPackageReader package = RpmPackageReader.Read(stream);
        using Stream payload = package.OpenPayload(stream);
        MalformedDataException error = Assert.Throws<MalformedDataException>(() =>
        {
            var reader = new RpmPayloadReader(payload, package.Files);
            while (reader.TryReadNext(out _, out _))
            {
            }
        });
        Assert.InRange(error.Position.Offset!.Value, package.PayloadOffset, bytes.Length);
    }

    [Fact]
    public void OfAHardLinkGroupTheLastCarriesTheData()
    {
        RpmFile[] links = [.. Read("own/feat-1.0-8.w19zstdio.noarch.rpm").Files.Where(file => file.LinkGroup > 0)];
        Assert.Equal(["/etc/feat.d/h3", "/usr/share/feat/h1", "/usr/share/feat/h2"], links.Select(link => Encoding.UTF8.GetString(link.Path.Span)));
        Assert.Single(links.Select(link => link.LinkGroup).Distinct());
        Assert.Equal([0L, 0, 7], links.Select(link => link.PayloadSize));
    }

    [Theory, MemberData(nameof(Refused))]
    public void WhatRpmRefusesIsMalformed(string file)
    {
        byte[] bytes = RpmFixtures.Bytes(file);
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => RpmPackageReader.Read(new MemoryStream(bytes)));
        Assert.InRange(error.Position.Offset!.Value, 0, bytes.Length);
    }

    private static RpmPackageReader Read(string file) => RpmPackageReader.Read(new MemoryStream(RpmFixtures.Bytes(file)));

    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString() ?? "";

    private static IEnumerable<RpmDependency> Dependencies(JsonElement header, string property) =>
        header.GetProperty(property).EnumerateArray().Select(item => new RpmDependency(item[0].GetString()!, (RpmSense)item[1].GetUInt32(), item[2].GetString()!));
}
