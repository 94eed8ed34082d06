using InitrdComposer.Formats.OpenPgp;
using Xunit;

namespace InitrdComposer.Formats.Tests.OpenPgp;

public sealed class FingerprintTests
{
    [Theory]
    [InlineData("302F2B42B3DFFB1853F063E2F65FDFC62F9F23CA", "F65FDFC62F9F23CA")]
    [InlineData("0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef", "0123456789ABCDEF")]
    public void HexIsReadInBothCasesAndWrittenInUpper(string text, string keyId)
    {
        var fingerprint = Fingerprint.Parse(text);
        Assert.Equal(text.ToUpperInvariant(), fingerprint.ToString());
        Assert.Equal(Fingerprint.FromBytes(Convert.FromHexString(text)), fingerprint);
        Assert.Equal(keyId, fingerprint.KeyId.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2F9F23CA")]
    [InlineData("F65FDFC62F9F23CA")]
    [InlineData("302F 2B42 B3DF FB18 53F0  63E2 F65F DFC6 2F9F 23CA")]
    [InlineData("302F2B42B3DFFB1853F063E2F65FDFC62F9F23CG")]
    [InlineData("0x302F2B42B3DFFB1853F063E2F65FDFC62F9F23")]
    public void NothingShorterOrElseIsAFingerprint(string? text) => Assert.False(Fingerprint.TryParse(text, out _));
}
