using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Lock;
using InitrdComposer.Signing;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Signing;

/// <summary>What a detached signature tells of what it is of, and of whom.</summary>
public sealed class DetachedSignerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>By its signed attributes, or by the key of its certificate; one that has neither tells nobody.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, false, "-nocerts")]
    [InlineData(true, false, "-noattr")]
    [InlineData(null, null, "-noattr", "-nocerts")]
    public void WhatOpensslSignedIsTold(bool? ofIt, bool? ofAnother, params string[] options)
    {
        DetachedSigner signer = Signed(options);
        Assert.Equal(ofIt, signer.IsOf("content"u8));
        Assert.Equal(ofAnother, signer.IsOf("another"u8));
        Assert.False(signer.IsOfAnother("content"u8));
        Assert.Equal(!options.Contains("-noattr"), signer.IsOfAnother("another"u8));
        Assert.Equal(!options.Contains("-nocerts"), signer.Name == "CN=one");
        Assert.EndsWith("CN=one", signer.Name, StringComparison.Ordinal);
    }

    /// <summary>A certificate that came along, but is not the one that the signer names, tells nothing.</summary>
    [Fact]
    public void AStrangersCertificateTellsNothing()
    {
        TestKeys.Make(_folder, "stranger");
        DetachedSigner signer = Signed("-noattr", "-nocerts", "-certfile", _folder["stranger.crt"]);
        Assert.Single(signer.Brought);
        Assert.Null(signer.IsOf("content"u8));
    }

    /// <summary>.NET loads a certificate whose key is on a curve that nobody has, and throws when the key is asked for.</summary>
    [Fact]
    public void AKeyOnACurveThatNobodyHasSignedNothing()
    {
        using TestAuthority authority = TestAuthority.Make("signer");
        byte[] certificate = authority.Certificate.RawData, known = Convert.FromHexString("06082A8648CE3D030107");
        Convert.FromHexString("06082A03040506070809").CopyTo(certificate, certificate.AsSpan().IndexOf(known));
        byte[] signature = SignedDataWriter.Write(
            ObjectIds.Data, [], [certificate], new(authority.Certificate.IssuerName, authority.Certificate.SerialNumberBytes, ObjectIds.Sha256, default, null, default, new byte[] { 1 }),
            ObjectIds.EcdsaWithSha256);
        Assert.False(Assert.Single(DetachedSigner.Read(signature, 0)).IsOf("content"u8));
        Assert.Equal(
            new LockSignatureVerdict.Refused("is no good signature: it is not by the key of CN=signer"),
            LockSignature.Judge(signature, "content"u8, [authority.Certificate], asOf: null, "lock-signers"));
    }

    [Fact]
    public void ACertificateThatIsNoneIsRefused()
    {
        var name = new X500DistinguishedName("CN=one");
        byte[] signature = SignedDataWriter.Write(
            ObjectIds.Data, [], [new byte[] { 0x30, 3, 2, 1, 5 }], new(name, new byte[] { 1 }, ObjectIds.Sha256, default, null, default, new byte[] { 1 }), ObjectIds.RsaEncryption);
        MalformedDataException refused = Assert.Throws<MalformedDataException>(() => DetachedSigner.Read(signature, 7));
        Assert.Equal(("certificate", "5 bytes that are none", 7L), (refused.Field, refused.Got, refused.Position.Offset));
    }

    private DetachedSigner Signed(params string[] options)
    {
        TestKeys.Make(_folder, "one");
        File.WriteAllText(_folder["content"], "content");
        Tool.Require("openssl", "openssl").Run(
            ["cms", "-sign", "-binary", .. options, "-in", _folder["content"], "-signer", _folder["one.crt"], "-inkey", _folder["one.key"], "-outform", "DER", "-out", _folder["p7s"]]);
        return Assert.Single(DetachedSigner.Read(File.ReadAllBytes(_folder["p7s"]), 0));
    }
}
