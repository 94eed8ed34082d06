using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Formats.PE;
using InitrdComposer.Formats.Tests.PE;
using Xunit;

namespace InitrdComposer.Formats.Tests.Cms;

public sealed class SignedDataReaderTests
{
    private const long Offset = 0x2608;

    public static TheoryData<string> Signed => ["toy.sbsign.efi", "toy.ossl.efi", "toy.sdsbsign.efi"];

    /// <summary>osslsigncode counts the padding in dwLength, the others do not.</summary>
    [Theory]
    [MemberData(nameof(Signed))]
    public void SignaturesOfOtherToolsAreRead(string name)
    {
        var data = SignedDataReader.Read(SignatureOf(name), Offset);
        Assert.Equal(ObjectIds.SpcIndirectData, data.ContentType);
        Assert.Single(data.Certificates);
        SignerInfo signer = Assert.Single(data.Signers);
        Assert.Equal(ObjectIds.Sha256, signer.DigestAlgorithm);
        Assert.Equal(ObjectIds.SpcIndirectData, signer.SignedContentType);
        Assert.Equal(Digest.Sha256Of(SpcIndirectData.ValueOf(data.Content.Span)).Hex, Convert.ToHexStringLower(signer.MessageDigest.Span));
        Assert.Equal("e04fc229da2b8caaa6a8d143ae7ce85bddfb0c24a6ce1013c6dd9162cb56614d", Convert.ToHexStringLower(SpcIndirectData.Read(data.Content.Span, 0).ImageDigest.Span));
    }

    [Theory]
    [MemberData(nameof(Signed))]
    public void WhatIsCutOffAnywhereIsRefusedInsideOfIt(string name)
    {
        byte[] signature = SignatureOf(name);
        signature = [.. signature.AsSpan().TrimEnd((byte)0)]; // what aligns it is no part
        for (int i = 0; i < signature.Length; i++)
        {
            byte[] cut = signature[..i];
            MalformedDataException refused = Assert.Throws<MalformedDataException>(() => SignedDataReader.Read(cut, Offset));
            Assert.InRange(refused.Position.Offset!.Value, Offset, Offset + i);
        }
    }

    [Theory]
    [MemberData(nameof(Signed))]
    public void EveryChangedByteIsReadOrRefused(string name)
    {
        byte[] signature = SignatureOf(name);
        int refused = 0;
        for (int i = 0; i < signature.Length; i++)
        {
            foreach (byte value in (byte[])[0x00, 0x80, 0x84, 0xFF])
            {
                byte[] changed = [.. signature];
                changed[i] = value;
                try
                {
                    SignedDataReader.Read(changed, Offset);
                }
                catch (MalformedDataException)
                {
                    refused++;
                }
            }
        }

        Assert.InRange(refused, 100, signature.Length * 4);
    }

    [Fact]
    public void LengthsThatLieAreRefusedWithoutReservingThem()
    {
        byte[] signature = SignatureOf("toy.sbsign.efi");
        foreach (byte[] lie in (byte[][])[[0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF], [0x30, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x30, 0x80, 0x00, 0x00]])
        {
            byte[] changed = [.. lie, .. signature.AsSpan(4)];
            Assert.Throws<MalformedDataException>(() => SignedDataReader.Read(changed, Offset));
        }

        MalformedDataException refused = Assert.Throws<MalformedDataException>(() => SignedDataReader.Read(new byte[SignedDataReader.MaxLength + 1], Offset));
        Assert.Equal("SignedData", refused.Field);
    }

    /// <summary>.NET takes any SEQUENCE for a name.</summary>
    [Theory]
    [InlineData("3003020105")]
    [InlineData("30053003060101")]
    public void AnIssuerThatIsNoNameIsRefusedWhereItIs(string issuer)
    {
        var data = SignedDataReader.Read(SignatureOf("toy.sbsign.efi"), Offset);
        byte[] name = Convert.FromHexString(issuer);
        byte[] signature = SignedDataWriter.Write(data.ContentType, data.Content.Span, [], data.Signers[0] with { Issuer = new X500DistinguishedName(name) }, ObjectIds.RsaEncryption);
        MalformedDataException refused = Assert.Throws<MalformedDataException>(() => SignedDataReader.Read(signature, Offset));
        Assert.Equal(("issuer", issuer, "a Name (RFC 5280, 4.1.2.4)"), (refused.Field, refused.Got, refused.Expected));
        Assert.Equal(Offset + signature.AsSpan().IndexOf(name), refused.Position.Offset);
    }

    [Fact]
    public void MoreCertificatesThanAnyoneHasAreRefused()
    {
        ReadOnlyMemory<byte> certificate = SignedDataReader.Read(SignatureOf("toy.sbsign.efi"), Offset).Certificates[0];
        Assert.Equal(64, SignedDataReader.Read(With(certificate, 64), 0).Certificates.Length);
        MalformedDataException refused = Assert.Throws<MalformedDataException>(() => SignedDataReader.Read(With(certificate, 65), 0));
        Assert.Equal("certificates", refused.Field);
    }

    [Fact]
    public void WhatFollowsOtherThanNulsIsRefused()
    {
        byte[] signature = SignatureOf("toy.sbsign.efi");
        SignedDataReader.Read([.. signature, 0, 0], Offset);
        MalformedDataException refused = Assert.Throws<MalformedDataException>(() => SignedDataReader.Read([.. signature, 0, 7], Offset));
        Assert.Equal(Offset + signature.Length + 1, refused.Position.Offset);
    }

    [Fact]
    public void WhatIsWrittenIsReadAgain()
    {
        var data = SignedDataReader.Read(SignatureOf("toy.sdsbsign.efi"), Offset);
        byte[] written = SignedDataWriter.Write(data.ContentType, data.Content.Span, data.Certificates, data.Signers[0], ObjectIds.RsaEncryption);
        Assert.Equal(SignatureOf("toy.sdsbsign.efi").AsSpan().TrimEnd((byte)0).ToArray(), written);
    }

    private static byte[] With(ReadOnlyMemory<byte> certificate, int count)
    {
        var data = SignedDataReader.Read(SignatureOf("toy.sbsign.efi"), Offset);
        return SignedDataWriter.Write(data.ContentType, data.Content.Span, [.. Enumerable.Repeat(certificate, count)], data.Signers[0], ObjectIds.RsaEncryption);
    }

    private static byte[] SignatureOf(string image) => Images.Open(image).Signatures().Single().Content.Read();
}
