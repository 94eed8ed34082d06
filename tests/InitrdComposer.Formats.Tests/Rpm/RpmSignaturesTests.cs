using System.Collections.Immutable;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.Formats.Tests.Rpm;

public sealed class RpmSignaturesTests
{
    private const string Unsigned = "own/feat-1.0-8.w19zstdio.noarch.rpm";

    public static TheoryData<string> Readable => [.. RpmFixtures.Headers.Keys];

    /// <summary>As an independent reader of the signature header lists them.</summary>
    [Theory, MemberData(nameof(Readable))]
    public void SignaturesAndDigestsAreThoseOfTheManifest(string file)
    {
        IReadOnlyDictionary<string, string> row = RpmFixtures.Manifest.Single(row => row["file"] == file);
        RpmPackageReader package = Read(file);
        Dictionary<string, int> expected = [];
        foreach (string name in row["signatures"].Split('+').Where(name => name is not ("-" or "" or "IMASIGS" or "IMASIGLEN")))
        {
            string[] parts = name.Split('x');
            expected[parts[0]] = parts.Length > 1 ? int.Parse(parts[1]) : 1;
        }

        IEnumerable<KeyValuePair<string, int>> actual = RpmSignatures.Of(package).SelectMany(packets => packets.Read()).CountBy(signature => (int)signature.Tag switch
        {
            267 => "DSAHEADER",
            268 => "RSAHEADER",
            278 => "OPENPGP",
            1002 => "PGP",
            1005 => "GPG",
            int tag => $"{tag}",
        });
        Assert.Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), actual.OrderBy(pair => pair.Key, StringComparer.Ordinal));

        // Of the signature header; the manifest does not list the payload's. A broken digest is none.
        if (file == "own/broken__sig-flip.rpm") return;
        Assert.Equal(
            row["digests"].Split('+').Order(StringComparer.Ordinal),
            RpmDigests.Of(package).Where(digest => digest.Covers is RpmCoverage.Header or RpmCoverage.HeaderAndPayload)
                .Select(digest => digest.Digest.Algorithm.Name().ToUpperInvariant().Replace('-', '_')).Order(StringComparer.Ordinal));
    }

    /// <summary>Format 6 has three digests of the payload, and three of what is in it.</summary>
    [Fact]
    public void PackagesOfFormat6HaveEveryDigestOfTheirPayload()
    {
        ImmutableArray<RpmDigest> digests = RpmDigests.Of(Read("rpm-rs_rpm/RPMS__v6__zstd__rpm-basic-2.3.4-5.el9.noarch.rpm"));
        foreach (RpmCoverage covers in (RpmCoverage[])[RpmCoverage.Payload, RpmCoverage.UncompressedPayload])
        {
            Assert.Equal(
                [DigestAlgorithm.Sha256, DigestAlgorithm.Sha512, DigestAlgorithm.Sha3Of256], digests.Where(digest => digest.Covers == covers).Select(digest => digest.Digest.Algorithm));
        }
    }

    [Theory]
    [InlineData("rpm-rs_rpm/RPMS__v6__zstd__rpm-basic-2.3.4-5.el9.noarch.rpm")]
    [InlineData(Unsigned)]
    public void DigestsOfTheUncompressedPayloadAreThoseOfItsBytes(string file)
    {
        using FileStream stream = File.OpenRead(RpmFixtures.Path(file));
        var package = RpmPackageReader.Read(stream);
        using Stream payload = package.OpenPayload(stream);
        var bytes = new MemoryStream();
        payload.CopyTo(bytes);
        RpmDigest[] digests = [.. RpmDigests.Of(package).Where(digest => digest.Covers == RpmCoverage.UncompressedPayload)];
        Assert.NotEmpty(digests);
        foreach (RpmDigest digest in digests)
        {
            using var hash = digest.Digest.Algorithm.CreateHash();
            hash.AppendData(bytes.ToArray());
            Assert.Equal(digest.Digest, Digest.Finish(digest.Digest.Algorithm, hash));
        }
    }

    private static RpmPackageReader Read(string file) => RpmPackageReader.Read(new MemoryStream(RpmFixtures.Bytes(file)));
}
