using System.Text;
using InitrdComposer.Formats.OpenPgp;
using Xunit;

namespace InitrdComposer.Formats.Tests.OpenPgp;

public sealed class ArmorTests
{
    /// <summary>"123456789", whose CRC-24 the catalogues of CRCs give as 21CF02.</summary>
    private const string Sound = "-----BEGIN PGP SIGNATURE-----\nComment: a\n\nMTIzNDU2\nNzg5\n=Ic8C\n-----END PGP SIGNATURE-----\n";

    [Fact]
    public void TheChecksumIsCrc24() => Assert.Equal(0x21CF02u, Crc24.Of("123456789"u8));

    [Theory]
    [InlineData(Sound)]
    [InlineData("-----BEGIN PGP SIGNATURE-----\n\nMTIzNDU2Nzg5\n-----END PGP SIGNATURE-----")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\r\nVersion: GnuPG v1\r\n\r\nMTIz\r\nNDU2Nzg5\r\n=Ic8C\r\n-----END PGP SIGNATURE-----\r\n")]
    [InlineData("\n \n-----BEGIN PGP SIGNATURE-----  \n\t\nMTIzNDU2Nzg5  \n=Ic8C \n\n-----END PGP SIGNATURE----- \n\n")]
    public void ABlockIsDecoded(string text) => Assert.Equal(["123456789"], Read(text, ArmorKind.Signature));

    [Fact]
    public void BlocksFollowEachOther() => Assert.Equal(["123456789", "123456789"], Read(Sound + "\n" + Sound, ArmorKind.Signature));

    [Fact]
    public void OnlyFilesOfKeysHaveTextBetweenBlocks()
    {
        string text = "pub 4096R/F4A80EB5\n" + Sound.Replace("SIGNATURE", "PUBLIC KEY BLOCK", StringComparison.Ordinal) + "the end\n";
        Assert.Equal(["123456789"], Read(text, ArmorKind.PublicKeyBlock));
        Assert.Equal(0, Refused("what is signed\n" + Sound, ArmorKind.Signature).Position.Offset);
        Assert.Equal(Sound.Length, Refused(Sound + "more", ArmorKind.Signature).Position.Offset);
    }

    [Theory]
    [InlineData("", "armor header line")]
    [InlineData("\n\n", "armor header line")]
    [InlineData("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\ntext\n" + Sound, "armor header line")]
    [InlineData("-----BEGIN PGP MESSAGE-----\n\nMTIz\n-----END PGP MESSAGE-----\n", "armor header line")]
    [InlineData("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nMTIz\n-----END PGP PUBLIC KEY BLOCK-----\n", "armor header line")]
    [InlineData("-----BEGIN PGP SIGNATURE----- x\n\nMTIz\n-----END PGP SIGNATURE-----\n", "armor header line")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\n\nMTIz\n-----END PGP MESSAGE-----\n", "armor tail line")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\n\nMTIz\n-----BEGIN PGP SIGNATURE-----\n\nMTIz\n-----END PGP SIGNATURE-----\n", "armor tail line")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\nMTIz\n-----END PGP SIGNATURE-----\n", "armor headers")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n", "armor")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\n\nMTI\n-----END PGP SIGNATURE-----\n", "armor")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\n\nMT*z\n-----END PGP SIGNATURE-----\n", "armor")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\n\nMTIzNDU2Nzg5\n=Ic8D\n-----END PGP SIGNATURE-----\n", "armor checksum")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\n\nMTIzNDU2Nzg5\n=Ic8\n-----END PGP SIGNATURE-----\n", "armor checksum")]
    [InlineData("-----BEGIN PGP SIGNATURE-----\n\nMTIzNDU2Nzg5\n=Ic8C\nMTIz\n-----END PGP SIGNATURE-----\n", "armor")]
    public void AnythingElseIsMalformed(string text, string field) => Assert.Equal(field, Refused(text, ArmorKind.Signature).Field);

    [Fact]
    public void EveryPrefixIsMalformed()
    {
        // The last line feed may be missing.
        for (int length = 0; length < Sound.Length - 1; length++) Refused(Sound[..length], ArmorKind.Signature);
    }

    private static IEnumerable<string> Read(string text, ArmorKind kind) =>
        Armor.Read(Encoding.UTF8.GetBytes(text), kind).Select(block => Encoding.ASCII.GetString(block.Span));

    private static MalformedDataException Refused(string text, ArmorKind kind) => Assert.Throws<MalformedDataException>(() => Armor.Read(Encoding.UTF8.GetBytes(text), kind));
}
