using System.Security.Cryptography;
using InitrdComposer.Formats;
using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>What is said of every package's digests and signatures, against `rpm --checksig` of rpm 4.18 with all keys of tests/fixtures/openpgp imported.</summary>
public sealed class RpmVerdictTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Every disagreement over signatures is a row of verdicts.tsv, which says why; over digests there is none.</summary>
    [Fact]
    public void VerdictsAreThoseOfRpmButForTheRowsThatSayWhyNot()
    {
        var verifier = new Verifier(KeyFixtures.Read([.. KeyFixtures.Files]));
        List<string> disagreements = [];
        foreach (IReadOnlyDictionary<string, string> row in RpmFixtures.Manifest)
        {
            string file = row["file"];
            string rpm = row["rpm-K"];
            (bool areDigestsRight, string signatures) = Judge(file, verifier);
            Assert.True(areDigestsRight == rpm.StartsWith("digests", StringComparison.Ordinal), $"{file}: rpm says {rpm}");
            string rpmsSignatures = rpm.Contains("SIGNATURES", StringComparison.Ordinal) ? "refused" : rpm.Contains("signatures", StringComparison.Ordinal) ? "good" : "none";
            string ours = signatures.StartsWith("refused", StringComparison.Ordinal) ? "refused" : signatures;
            if (ours != rpmsSignatures) disagreements.Add($"{file}\t{rpmsSignatures}\t{signatures}");
        }

        string[] rows = File.ReadAllLines(Checkout.Fixture("rpms", "verdicts.tsv"));
        Assert.Equal("#file\trpm\tours\tid\twhy", rows[0]);
        Assert.True(rows.Skip(1).Select(row => string.Join('\t', row.Split('\t')[..3])).SequenceEqual(disagreements), $"rpm and this program disagree over\n{string.Join('\n', disagreements)}");
        Assert.All(rows.Skip(1), row => Assert.Matches("^(GPG|RPM)-[0-9]{2}\t.{20,}$", string.Join('\t', row.Split('\t')[3..])));
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
        File.Copy(RpmFixtures.Path("own/feat-1.0-8.w19zstdio.noarch.rpm"), file);
        rpmsign.Run("--define", $"__gpg {Tool.Require("gpg", "gpg").Path}", "--define", $"_gpg_path {gpg.Path}", "--define", $"_gpg_name {key}", "--define", "_gpg_sign_cmd_extra_args --faked-system-time 20250101T000000!", "--rpmv3", "--addsign", file);
        string database = Directory.CreateDirectory(gpg["db"]).FullName;
        rpmkeys.Run("--dbpath", database, "--import", gpg["exported"]);

        byte[] signed = File.ReadAllBytes(file);
        RpmPackageReader package = RpmPackageReader.Read(new MemoryStream(signed));
        Assert.Equal(
            [RpmCoverage.Header, RpmCoverage.HeaderAndPayload], RpmSignatures.Of(package).SelectMany(packets => packets.Read()).Select(signature => signature.Covers));
        var verifier = new Verifier(CertificateReader.Read(certificate));
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
            return [.. RpmSignatures.Of(read).SelectMany(packets => packets.Read()).Select(signature => verifier.Verify(signature.Signature, signature.SignedBytes(read, new MemoryStream(bytes[(int)read.PayloadOffset..])), GpgHome.Today.AddDays(1)))];
        }

        static Refusal? Reason(Verdict verdict) => (verdict as Verdict.Refused)?.Reason;
    }

    /// <summary>The header is in memory and the payload far: a signature of the header does not read it.</summary>
    [Fact]
    public void ASignatureOfTheHeaderDoesNotTouchThePayload()
    {
        var package = RpmPackageReader.Read(new MemoryStream(RpmFixtures.Bytes("own/feat-1.0-8-signed-rsa4096.noarch.rpm")));
        RpmSignature signature = Assert.Single(RpmSignatures.Of(package).SelectMany(packets => packets.Read()));
        using var payload = new MemoryStream(new byte[10]);
        new Verifier(KeyFixtures.Read("own/rsa4096.asc")).Verify(signature.Signature, signature.SignedBytes(package, payload), Now);
        Assert.Equal(0, payload.Position);
    }

    private static (bool AreDigestsRight, string Signatures) Judge(string file, Verifier verifier)
    {
        try
        {
            byte[] bytes = RpmFixtures.Bytes(file);
            var package = RpmPackageReader.Read(new MemoryStream(bytes));
            Verdict[] verdicts = [.. RpmSignatures.Of(package).SelectMany(packets => packets.Read()).Select(signature => verifier.Verify(signature.Signature, signature.SignedBytes(package, Payload()), Now))];
            string signatures = verdicts.Length == 0 ? "none"
                : verdicts.Any(verdict => verdict is Verdict.Good) ? "good"
                : $"refused: {string.Join(", ", verdicts.OfType<Verdict.Refused>().Select(refused => refused.Reason).Distinct())}";
            return (RpmDigests.Of(package).All(digest => IsRight(digest, package.Header.Bytes.ToArray(), bytes[(int)package.PayloadOffset..])), signatures);

            Stream Payload() => new MemoryStream(bytes, (int)package.PayloadOffset, bytes.Length - (int)package.PayloadOffset);
        }
        catch (MalformedDataException)
        {
            return (false, "none");
        }
    }

    /// <summary>Those of the uncompressed payload are left to who decompresses it.</summary>
    private static bool IsRight(RpmDigest digest, byte[] header, byte[] payload)
    {
        if (digest.Covers == RpmCoverage.UncompressedPayload) return true;
        using IncrementalHash hash = digest.Digest.Algorithm.CreateHash();
        if (digest.Covers != RpmCoverage.Payload) hash.AppendData(header);
        if (digest.Covers != RpmCoverage.Header) hash.AppendData(payload);
        return Digest.Finish(digest.Digest.Algorithm, hash) == digest.Digest;
    }
}
