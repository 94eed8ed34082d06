using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Verity;
using InitrdComposer.Signing;
using InitrdComposer.Sysext;
using InitrdComposer.Sysext.Check;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Signing;
using Xunit;

namespace InitrdComposer.Tests.Sysext;

public sealed class VeritySignatureTests
{
    private static readonly Digest Root = Digest.Sha256Of("a file system"u8);

    /// <summary>Given the signature's value and the certificate, all else of the partition is what systemd-repart 262.1 wrote.</summary>
    [Fact]
    public void ThePartitionIsRepartsByteForByte()
    {
        byte[] partition = DemoExtension.Partition(2);
        var demo = SignedRootHash.Read(partition, 0);
        var signer = RootHashSigner.Of(demo, 0);
        Assert.Equal("CN=UKI test vector verity", signer.Name);
        VeritySignature again = VeritySignature.Attach(demo.RootHash, signer.Signature.Brought, signer.Signature.Info.Signature, "demo");
        Assert.Equal(demo.CertificateFingerprint, again.CertificateFingerprint);
        Assert.Equal(partition, again.ToPartition(demo.RootHash));
    }

    /// <summary>As the specification checks it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OpensslAcceptsIt(bool isRsa)
    {
        using var folder = new TempFolder();
        using Signer signer = TestKeys.Signer(folder, "one", isRsa);
        File.WriteAllBytes(folder["p7"], VeritySignature.Sign(Root, signer).Pkcs7.ToArray());
        File.WriteAllText(folder["hash"], Root.Hex);
        Tool openssl = Tool.Require("openssl", "openssl");
        openssl.Run("smime", "-verify", "-inform", "DER", "-binary", "-in", folder["p7"], "-content", folder["hash"], "-CAfile", folder["one.crt"], "-purpose", "any");
        Assert.Contains("CN=one", openssl.Run("pkcs7", "-inform", "DER", "-in", folder["p7"], "-print_certs", "-noout").Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>With the same options that the specification names, openssl writes the same bytes.</summary>
    [Fact]
    public void OpensslWritesTheSame()
    {
        using var folder = new TempFolder();
        using Signer signer = TestKeys.Signer(folder, "one");
        File.WriteAllText(folder["hash"], Root.Hex);
        Tool.Require("openssl", "openssl").Run(
            "smime", "-sign", "-noattr", "-binary", "-md", "sha256", "-outform", "DER", "-in", folder["hash"], "-inkey", folder["one.key"], "-signer", folder["one.crt"], "-out", folder["p7"]);
        Assert.Equal(File.ReadAllBytes(folder["p7"]), VeritySignature.Sign(Root, signer).Pkcs7.ToArray());
    }

    /// <summary>The key is a program's: openssl's, which gets the digest.</summary>
    [Fact]
    public void AProgramSignsToo()
    {
        using var folder = new TempFolder();
        SignerRequest request = TestKeys.Make(folder, "one");
        Tool.Require("openssl", "openssl");
        string command = $"command:openssl pkeyutl -sign -inkey {folder["one.key"]} -pkeyopt digest:sha256 -in {{digest}}";
        using Signer program = SignerLoader.Load(Disk.Host, request with { Key = KeySource.Of(command) });
        using Signer file = SignerLoader.Load(Disk.Host, request);
        Assert.Equal(VeritySignature.Sign(Root, file).ToPartition(Root), VeritySignature.Sign(Root, program).ToPartition(Root));
    }

    [Fact]
    public void ItsSignerIsFoundAmongCertificates()
    {
        using var folder = new TempFolder();
        using Signer signer = TestKeys.Signer(folder, "one"), other = TestKeys.Signer(folder, "two");
        RootHashSigner read = ReadBack(VeritySignature.Sign(Root, signer));
        Assert.Equal("one", read.TrustedAlone(Root, [other.Certificates[0], signer.Certificates[0]])?.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        Assert.Null(read.TrustedAlone(Root, [other.Certificates[0]]));
        Assert.Null(read.TrustedAlone(Digest.Sha256Of("another"u8), [signer.Certificates[0]]));
    }

    /// <summary>A certificate of the signer's issuer helps the kernel, but not systemd, which looks for the signer itself.</summary>
    [Fact]
    public void OnlyTheKernelFollowsChains()
    {
        using var authorityKey = RSA.Create(2048);
        CertificateRequest authorityRequest = TestKeys.RequestOf(authorityKey, "authority");
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80));
        using var key = RSA.Create(2048);
        using X509Certificate2 certificate = TestKeys.RequestOf(key, "leaf").Create(authority, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(79), [1, 2, 3]);
        byte[] raw = key.SignData(VeritySignature.SignedBytes(Root), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        RootHashSigner signer = ReadBack(VeritySignature.Attach(Root, [certificate], raw, "raw"));
        Assert.Null(signer.TrustedAlone(Root, [authority]));
        Assert.NotNull(signer.TrustedByChain(Root, [authority]));
    }

    [Fact]
    public void ASignatureOfAnotherHashIsNotAttached()
    {
        using var folder = new TempFolder();
        using Signer signer = TestKeys.Signer(folder, "one");
        ReadOnlyMemory<byte> raw = signer.Sign(VeritySignature.SignedBytes(Digest.Sha256Of("another"u8)));
        ComposerException exception = Assert.Throws<ComposerException>(() => VeritySignature.Attach(Root, signer.Certificates, raw, "raw"));
        Assert.Contains($"over the root hash {Root.Hex}", exception.Message, StringComparison.Ordinal);
    }

    private static RootHashSigner ReadBack(VeritySignature signature) => RootHashSigner.Of(SignedRootHash.Read(signature.ToPartition(Root), 0), 0);
}
