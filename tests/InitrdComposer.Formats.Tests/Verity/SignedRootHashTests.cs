using System.Text;
using InitrdComposer.Formats.Verity;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Verity;

public sealed class SignedRootHashTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void RepartsIsRead()
    {
        var signed = SignedRootHash.Read(DemoExtension.Partition(2), 0);
        Assert.Equal(File.ReadAllText(Checkout.Fixture("sysext", "roothash.txt")).Trim(), signed.RootHash.Hex);
        Assert.Equal(0x30, signed.Pkcs7.Span[0]);
        Assert.NotNull(signed.CertificateFingerprint);
    }

    [Fact]
    public void TheFingerprintNeedNotBeThere() => Assert.Null(Read($$"""{"rootHash":"{{Hash}}","signature":"MAA="}""").CertificateFingerprint);

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("[]", "JSON")]
    [InlineData("""{"rootHash":""", "JSON")]
    [InlineData("""{"signature":"MAA="}""", "rootHash")]
    [InlineData("""{"rootHash":"aa","signature":"MAA="}""", "rootHash")]
    [InlineData("""{"rootHash":7,"signature":"MAA="}""", "rootHash")]
    [InlineData("""{"rootHash":"HASH"}""", "signature")]
    [InlineData("""{"rootHash":"HASH","signature":"M=A"}""", "signature")]
    [InlineData("""{"rootHash":"HASH","signature":"MAA=","certificateFingerprint":"00"}""", "certificateFingerprint")]
    [InlineData("""{"rootHash":"HASH","rootHash":"HASH","signature":"MAA="}""", "JSON")]
    [InlineData("""{"rootHash":"HASH","signature":"\ud800"}""", "JSON")]
    [InlineData("""{"rootHash":"HASH","signature":"MAA=","\ud800":0}""", "JSON")]
    public void OtherTextIsRefused(string json, string field) =>
        Assert.Equal(field, Assert.Throws<MalformedDataException>(() => Read(json.Replace("HASH", Hash, StringComparison.Ordinal))).Field);

    [Fact]
    public void WhatIsHiddenBehindTheTextIsRefused()
    {
        byte[] partition = DemoExtension.Partition(2);
        partition[^1] = 1;
        MalformedDataException exception = Assert.Throws<MalformedDataException>(() => SignedRootHash.Read(partition, 4096));
        Assert.Equal(("padding", 4096L + partition.Length - 1), (exception.Field, exception.Position.Offset));
    }

    private static SignedRootHash Read(string json) => SignedRootHash.Read(Encoding.UTF8.GetBytes(json + "\0\0\0"), 0);
}
