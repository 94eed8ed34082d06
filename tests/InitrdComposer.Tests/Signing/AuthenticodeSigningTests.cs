using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.PE;
using InitrdComposer.Signing;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Signing;

/// <summary>Signatures that other tools accept, and those of other tools.</summary>
public sealed class AuthenticodeSigningTests
{
    private const string Image = "sha256:e04fc229da2b8caaa6a8d143ae7ce85bddfb0c24a6ce1013c6dd9162cb56614d";

    /// <summary>An image, one with profiles, one whose length is no multiple of 8 (5 bytes are behind its sections), and one that is signed already.</summary>
    public static TheoryData<string, int> Images => new() { { "toy.262.efi", 0 }, { "toy-mp.262.efi", 0 }, { "toystub.efi", 5 }, { "toy.sbsign.efi", 0 } };

    [Theory]
    [MemberData(nameof(Images))]
    public void SbverifyAcceptsIt(string name, int trailing)
    {
        using var folder = new TempFolder();
        using Signer signer = TestKeys.Signer(folder, "one");
        File.WriteAllBytes(folder["signed.efi"], SignedFiles.Sign([.. SignedFiles.Fixture(name), .. new byte[trailing]], null, signer));
        Tool sbverify = Tool.Require("sbverify", "sbsigntool");
        sbverify.Run("--cert", folder["one.crt"], folder["signed.efi"]);
        Assert.Contains("CN=one", sbverify.Run("--list", folder["signed.efi"]), StringComparison.Ordinal);
    }

    [Fact]
    public void OsslsigncodeAcceptsItAndCalculatesTheSameDigestAndCheckSum()
    {
        using var folder = new TempFolder();
        using Signer signer = TestKeys.Signer(folder, "one");
        File.WriteAllBytes(folder["signed.efi"], SignedFiles.Sign(SignedFiles.Fixture("toy.262.efi"), null, signer));
        string said = Tool.Require("osslsigncode", "osslsigncode").Run("verify", "-CAfile", folder["one.crt"], "-in", folder["signed.efi"]);
        Assert.Contains("Signature verification: ok", said, StringComparison.Ordinal);
        Assert.DoesNotContain("MISMATCH", said, StringComparison.Ordinal);
    }

    [Fact]
    public void PesignListsBothSigners()
    {
        using var folder = new TempFolder();
        using Signer one = TestKeys.Signer(folder, "one");
        using Signer two = TestKeys.Signer(folder, "two");
        File.WriteAllBytes(folder["signed.efi"], SignedFiles.Sign(SignedFiles.Fixture("toy.262.efi"), null, one, two));
        string said = Tool.Require("pesign", "pesign").Run("-S", "-i", folder["signed.efi"]);
        Assert.Contains("common name is one", said, StringComparison.Ordinal);
        Assert.Contains("common name is two", said, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAFileSignedTwiceEachSignatureIsAccepted()
    {
        using var folder = new TempFolder();
        using Signer one = TestKeys.Signer(folder, "one");
        using Signer two = TestKeys.Signer(folder, "two");
        byte[] atOnce = SignedFiles.Sign(SignedFiles.Fixture("toy.262.efi"), null, one, two);
        Assert.Equal(atOnce, SignedFiles.Sign(SignedFiles.Sign(SignedFiles.Fixture("toy.262.efi"), null, one), null, two));
        File.WriteAllBytes(folder["signed.efi"], atOnce);
        Tool sbverify = Tool.Require("sbverify", "sbsigntool");
        sbverify.Run("--cert", folder["one.crt"], folder["signed.efi"]);
        sbverify.Run("--cert", folder["two.crt"], folder["signed.efi"]);
        Assert.Equal(Image, Authenticode.DigestOf(SignedFiles.Open(atOnce), DigestAlgorithm.Sha256).ToString());
    }

    [Fact]
    public void AnEllipticCurveSignsToo()
    {
        using var folder = new TempFolder();
        using Signer signer = TestKeys.Signer(folder, "curve", isRsa: false);
        File.WriteAllBytes(folder["signed.efi"], SignedFiles.Sign(SignedFiles.Fixture("toy.262.efi"), null, signer));
        Tool.Require("sbverify", "sbsigntool").Run("--cert", folder["curve.crt"], folder["signed.efi"]);
        Tool.Require("osslsigncode", "osslsigncode").Run("verify", "-CAfile", folder["curve.crt"], "-in", folder["signed.efi"]);
    }

    [Fact]
    public void WithoutSigningTimeTheBytesAreTheSameAndWithOneItIsSaid()
    {
        using var folder = new TempFolder();
        using Signer signer = TestKeys.Signer(folder, "one");
        byte[] image = SignedFiles.Fixture("toy.262.efi");
        Assert.Equal(SignedFiles.Sign(image, null, signer), SignedFiles.Sign(image, null, signer));

        File.WriteAllBytes(folder["signed.efi"], SignedFiles.Sign(image, DateTimeOffset.FromUnixTimeSeconds(1767225600), signer));
        string said = Tool.Require("osslsigncode", "osslsigncode").Run("verify", "-CAfile", folder["one.crt"], "-in", folder["signed.efi"]);
        Assert.Contains("Signing time: Jan  1 00:00:00 2026 GMT", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("toy.sbsign.efi")]
    [InlineData("toy.ossl.efi")]
    [InlineData("toy.sdsbsign.efi")]
    [InlineData("toy-signed.262.efi")]
    public void SignaturesOfOtherToolsAreGoodAndTrustedByTheirCertificate(string name)
    {
        ImmutableArray<X509Certificate2> trusted = CertificateFiles.Read(Disk.Host, Checkout.Fixture("uki", "sb.crt"));
        SignatureReport report = Assert.Single(SignatureReport.AllOf(name, SignedFiles.Open(SignedFiles.Fixture(name)), trusted));
        Assert.True(report.IsGood);
        Assert.Equal("CN=UKI test vector SB", report.Signer);
        Assert.Equal(trusted, report.TrustedBy);
        Assert.Empty(report.Weaknesses);
    }

    [Fact]
    public void ASignatureOfSha1IsNamedWeak()
    {
        using var folder = new TempFolder();
        TestKeys.Make(folder, "one");
        Tool.Require("osslsigncode", "osslsigncode").Run(
            "sign", "-h", "sha1", "-certs", folder["one.crt"], "-key", folder["one.key"], "-in", Checkout.Fixture("uki", "toy.262.efi"), "-out", folder["signed.efi"]);
        SignatureReport report = Assert.Single(SignatureReport.AllOf("signed.efi", SignedFiles.Open(File.ReadAllBytes(folder["signed.efi"])), []));
        Assert.True(report.IsGood);
        Assert.Equal(["sha1"], report.Weaknesses);
    }

    [Fact]
    public void AChangedByteMakesTheDigestWrongAndNotTheSignature()
    {
        byte[] image = SignedFiles.Fixture("toy.sbsign.efi");
        image[0x1800] ^= 1;
        SignatureReport report = Assert.Single(SignatureReport.AllOf("changed", SignedFiles.Open(image), []));
        Assert.True(report.IsIntact);
        Assert.False(report.IsGood);
    }

    [Fact]
    public void ASignerIsTrustedByTheAuthorityThatIssuedItsCertificate()
    {
        using var folder = new TempFolder();
        Tool bash = Tool.Require("bash", "bash");
        Tool.Require("openssl", "openssl");
        bash.Run("-c", $"""
            cd '{folder.Path}'
            openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=authority -days 9 -addext basicConstraints=critical,CA:TRUE
            openssl req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf
            openssl x509 -req -in leaf.csr -CA ca.crt -CAkey ca.key -set_serial 0x80ff -days 9 -out leaf.crt
            openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.crt -subj /CN=authority -days 9 -addext basicConstraints=critical,CA:TRUE
            """);
        using Signer signer = SignerLoader.Load(Disk.Host, new(new KeySource.File(folder["leaf.key"]), folder["leaf.crt"]));
        byte[] signed = SignedFiles.Sign(SignedFiles.Fixture("toy.262.efi"), null, signer);
        Assert.Equal(["CN=authority"], TrustedBy("ca.crt"));
        Assert.Equal(["CN=leaf", "CN=authority"], TrustedBy("leaf.crt", "ca.crt"));
        Assert.Empty(TrustedBy("other.crt")); // of the same name, with another key

        File.WriteAllBytes(folder["signed.efi"], signed);
        Tool.Require("sbverify", "sbsigntool").Run("--cert", folder["ca.crt"], folder["signed.efi"]);

        IEnumerable<string> TrustedBy(params string[] certificates) => SignatureReport
            .AllOf("signed", SignedFiles.Open(signed), [.. certificates.SelectMany(certificate => CertificateFiles.Read(Disk.Host, folder[certificate]))])[0].TrustedBy
            .Select(certificate => certificate.Subject);
    }
}
