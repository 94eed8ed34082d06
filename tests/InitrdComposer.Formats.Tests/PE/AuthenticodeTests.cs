using System.Text.RegularExpressions;
using InitrdComposer.Formats.PE;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.PE;

public sealed partial class AuthenticodeTests
{
    /// <summary>Said alike by osslsigncode, pesign, `systemd-pcrlock lock-pe` and the firmware's event log.</summary>
    [Theory]
    [InlineData("toy.262.efi")]
    [InlineData("toy.sbsign.efi")]
    [InlineData("toy.ossl.efi")]
    [InlineData("toy.sdsbsign.efi")]
    public void DigestIsTheSameBeforeAndAfterSigning(string name) => Assert.Equal(
        "sha256:e04fc229da2b8caaa6a8d143ae7ce85bddfb0c24a6ce1013c6dd9162cb56614d",
        Authenticode.DigestOf(Images.Open(name), DigestAlgorithm.Sha256).ToString());

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void DigestOfAFileWithTrailingBytesIsOsslsigncodes(int trailing)
    {
        using var folder = new TempFolder();
        byte[] image = [.. Images.Bytes("toy-nopcr.262.efi"), .. Enumerable.Repeat((byte)0xA5, trailing)];
        File.WriteAllBytes(folder["in.efi"], image);
        Tool.Require("openssl", "openssl").Run(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder["key"], "-out", folder["crt"], "-subj", "/CN=test", "-days", "2");
        Tool osslsigncode = Tool.Require("osslsigncode", "osslsigncode");
        osslsigncode.Run("sign", "-h", "sha256", "-certs", folder["crt"], "-key", folder["key"], "-in", folder["in.efi"], "-out", folder["out.efi"]);
        string said = osslsigncode.Start(null, null, "verify", "-CAfile", folder["crt"], "-in", folder["out.efi"]).Output;

        string expected = CalculatedDigest().Match(said).Groups[1].Value;
        Assert.Equal(expected, Authenticode.DigestOf(Images.Open(image), DigestAlgorithm.Sha256).Hex, ignoreCase: true);
        Assert.Equal(expected, Authenticode.DigestOf(Images.Open(File.ReadAllBytes(folder["out.efi"])), DigestAlgorithm.Sha256).Hex, ignoreCase: true);
    }

    [Theory]
    [InlineData("toy.sbsign.efi")]
    [InlineData("toy.ossl.efi")]
    [InlineData("toy.sdsbsign.efi")]
    public void ChecksumIsTheOneThatSignersWrote(string name)
    {
        PEImage image = Images.Open(name);
        Assert.Equal(image.OptionalHeader.CheckSum, PEChecksum.Of(image));
    }

    /// <summary>4 bytes of CheckSum, and 8 of the certificate table's directory entry where there is one.</summary>
    [Theory]
    [InlineData(16, 12)]
    [InlineData(4, 4)]
    public void HeadersAreHashedButForWhatSigningChanges(uint directories, int omitted)
    {
        PEImage image = Images.Open(Images.Bytes("toystub.efi").WithU32(Images.OptionalHeaderOffset + 108, directories));
        byte[] headers = Authenticode.HashedHeaders(image).Read();
        Assert.Equal(image.OptionalHeader.SizeOfHeaders - omitted, headers.Length);
        Assert.Equal(headers, Authenticode.HashedBytes(image).Read().Take(headers.Length));
    }

    [GeneratedRegex("Calculated message digest *: ([0-9A-F]{64})")]
    private static partial Regex CalculatedDigest();
}
