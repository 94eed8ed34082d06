using System.Collections.Immutable;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Formats.Tests.OpenPgp;
using InitrdComposer.Testing;
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

        IEnumerable<KeyValuePair<string, int>> actual = RpmSignatures.Of(package).CountBy(signature => (int)signature.Tag switch
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

    [Fact]
    public void AWrongDigestIsNamedWithTheRightOne()
    {
        byte[] bytes = RpmFixtures.Bytes("own/broken__payload-flip.rpm");
        var package = RpmPackageReader.Read(new MemoryStream(bytes));
        byte[] payload = bytes[(int)package.PayloadOffset..];
        ImmutableArray<(RpmDigest Declared, Digest Actual)> wrong = RpmDigests.FindWrong(package, new MemoryStream(payload));
        Assert.Equal([RpmCoverage.HeaderAndPayload, RpmCoverage.Payload], wrong.Select(pair => pair.Declared.Covers));
        Assert.Equal(Digest.Sha256Of(payload), wrong[1].Actual);
        Assert.Equal(package.PayloadDigest, wrong[1].Declared.Digest);
    }

    /// <summary>
    /// Signed by rpmsign, over the header, and the header and payload once more as rpm 3 did, then spoiled bit by bit in places: what rpm says of each, is
    /// said here.
    /// </summary>
    [Theory]
    [InlineData("rsa2048")]
    [InlineData("ed25519")]
    public void PackagesSignedByRpmsignAreJudgedAsRpmJudgesThem(string algorithm)
    {
        var rpmsign = Tool.Require("rpmsign", "rpm");
        var rpmkeys = Tool.Require("rpmkeys", "rpm");
        using var gpg = new GpgHome();
        string key = gpg.MakeKey(algorithm);
        byte[] certificate = gpg.Export(key, "--armor");
        string file = gpg["package.rpm"];
        File.Copy(RpmFixtures.Path(Unsigned), file);
        rpmsign.Run("--define", $"__gpg {Tool.Require("gpg", "gpg").Path}", "--define", $"_gpg_path {gpg.Path}", "--define", $"_gpg_name {key}", "--define", "_gpg_sign_cmd_extra_args --faked-system-time 20250101T000000!", "--rpmv3", "--addsign", file);
        string database = Directory.CreateDirectory(gpg["db"]).FullName;
        rpmkeys.Run("--dbpath", database, "--import", gpg["exported"]);

        byte[] signed = File.ReadAllBytes(file);
        RpmPackageReader package = RpmPackageReader.Read(new MemoryStream(signed));
        Assert.Equal(
            [RpmCoverage.Header, RpmCoverage.HeaderAndPayload], RpmSignatures.Of(package).Select(signature => signature.Covers));
        var verifier = new Verifier(CertificateReader.Read(certificate), new FixedClock(GpgHome.Today.AddDays(1)));
        Assert.Equal("digests signatures OK", Rpm());
        Assert.All(Judge(), verdict => Assert.Equal(key, Assert.IsType<Verdict.Good>(verdict).Key.ToString()));

        // In the payload: the header's signature holds, the other does not.
        Spoil((int)package.PayloadOffset + 100);
        Assert.Equal("DIGESTS SIGNATURES NOT OK", Rpm());
        Assert.Equal([null, Refusal.BadSignature], Judge().Select(Reason));

        // In a text of the header: none holds.
        Spoil((int)package.Header.Offset + package.Header.Bytes.Span.IndexOf("feat"u8));
        Assert.Equal("DIGESTS SIGNATURES NOT OK", Rpm());
        Assert.Equal([Refusal.BadSignature, Refusal.BadSignature], Judge().Select(Reason));

        void Spoil(int position)
        {
            byte[] other = [.. signed];
            other[position] ^= 1;
            File.WriteAllBytes(file, other);
        }

        string Rpm() => rpmkeys.Start(null, null, "--dbpath", database, "--checksig", file).Output.Split(": ")[1].Trim();

        Verdict[] Judge()
        {
            byte[] bytes = File.ReadAllBytes(file);
            var read = RpmPackageReader.Read(new MemoryStream(bytes));
            return [.. RpmSignatures.Of(read).Select(signature => verifier.Verify(signature.Signature, signature.SignedBytes(read, new MemoryStream(bytes[(int)read.PayloadOffset..]))))];
        }

        static Refusal? Reason(Verdict verdict) => (verdict as Verdict.Refused)?.Reason;
    }

    /// <summary>The header is in memory and the payload far: a signature of the header does not read it.</summary>
    [Fact]
    public void ASignatureOfTheHeaderDoesNotTouchThePayload()
    {
        RpmPackageReader package = Read("own/feat-1.0-8-signed-rsa4096.noarch.rpm");
        RpmSignature signature = Assert.Single(RpmSignatures.Of(package));
        using var payload = new MemoryStream(new byte[10]);
        new Verifier(KeyFixtures.Read("own/rsa4096.asc"), new FixedClock(new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero))).Verify(signature.Signature, signature.SignedBytes(package, payload));
        Assert.Equal(0, payload.Position);
    }

    private static RpmPackageReader Read(string file) => RpmPackageReader.Read(new MemoryStream(RpmFixtures.Bytes(file)));
}
