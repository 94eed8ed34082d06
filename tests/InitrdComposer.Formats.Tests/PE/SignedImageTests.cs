using InitrdComposer.Formats.PE;
using Xunit;

namespace InitrdComposer.Formats.Tests.PE;

public sealed class SignedImageTests
{
    private static readonly byte[] Signature = [0x30, 0x03, 0x02, 0x01, 0x05];

    [Theory]
    [InlineData("toy.262.efi", 0)]
    [InlineData("toystub.efi", 3)]
    [InlineData("toy.sbsign.efi", 0)]
    [InlineData("toy.ossl.efi", 0)]
    public void OnlyCheckSumAndOneDirectoryEntryOfTheImageChange(string name, int trailing)
    {
        byte[] before = [.. Images.Bytes(name), .. new byte[trailing]];
        PEImage image = Images.Open(before);
        byte[] after = SignedImage.Append(image, [Signature, Signature]).Read();
        PEImage signed = Images.Open(after);
        Assert.Equal(image.Certificates.Length + 2, signed.Certificates.Length);
        Assert.Equal(signed.OptionalHeader.CheckSum, PEChecksum.Of(signed));
        Assert.Equal(Authenticode.DigestOf(image, DigestAlgorithm.Sha256), Authenticode.DigestOf(signed, DigestAlgorithm.Sha256));
        long entry = image.DirectoryOffset(DirectoryEntry.Security);
        for (int i = 0; i < before.Length; i++)
        {
            if (i >= image.CheckSumOffset && i < image.CheckSumOffset + 4) continue;
            if (i >= entry && i < entry + DataDirectory.Size) continue;
            Assert.Equal(before[i], after[i]);
        }

        Assert.All(signed.Signatures().TakeLast(2), signature =>
        {
            Assert.Equal(0, (signature.Offset - CertificateEntry.Size) % 8);
            Assert.Equal(Signature, signature.Content.Read());
        });
    }

    [Fact]
    public void AnImageWithoutADirectoryEntryForSignaturesHasNoPlaceForAny()
    {
        byte[] image = Images.Bytes("toystub.efi").WithU32(Images.OptionalHeaderOffset + 108, 4);
        MalformedDataException refused = Assert.Throws<MalformedDataException>(() => SignedImage.Append(Images.Open(image), [Signature]));
        Assert.Equal("NumberOfRvaAndSizes", refused.Field);
    }

    [Fact]
    public void NoSignatureIsNoTable() => Assert.Throws<ArgumentException>(() => SignedImage.Append(Images.Open(Images.Bytes("toystub.efi")), []));

    [Theory]
    [InlineData(0x5A4D)]
    [InlineData(0x1_0001)]
    public void ChecksumsOfAnyLengthAreThoseOfTheSpecification(int length)
    {
        byte[] bytes = [.. Images.Bytes("toystub.efi"), .. Enumerable.Range(0, length).Select(i => (byte)(i * 37))];
        PEImage image = Images.Open(bytes);
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            if (i == image.CheckSumOffset || i == image.CheckSumOffset + 2) continue;
            sum += bytes[i] | ((uint)(i + 1 < bytes.Length ? bytes[i + 1] : 0) << 8);
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        Assert.Equal(sum + (uint)bytes.Length, PEChecksum.Of(image));
    }
}
