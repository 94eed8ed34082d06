using System.Text;
using Xunit;

namespace InitrdComposer.Formats.Tests;

public sealed class DigestTests
{
    /// <summary>FIPS 180-2, appendix B.1: SHA-256 of "abc".</summary>
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void AgreesWithTheStandardsExample() => Assert.Equal("sha256:" + Abc, Digest.Sha256Of("abc"u8).ToString());

    [Fact]
    public void ReadsBackWhatItWrites()
    {
        Assert.True(Digest.TryParse("sha256:" + Abc, out Digest digest));
        Assert.Equal(Digest.Sha256Of(new MemoryStream(Encoding.ASCII.GetBytes("abc"))), digest);
    }

    [Fact]
    public void BytesAreThoseOfTheHash() =>
        Assert.Equal(System.Security.Cryptography.SHA256.HashData("abc"u8), Digest.Sha256Of("abc"u8).ToBytes());

    [Fact]
    public void UpperCaseHexIsTheSameDigest()
    {
        Assert.True(Digest.TryFromHex(DigestAlgorithm.Sha256, Abc.ToUpperInvariant(), out Digest digest));
        Assert.Equal(Digest.Sha256Of("abc"u8), digest);
    }

    [Theory]
    [InlineData("sha256:" + "ba7816bf")]
    [InlineData("sha512:" + Abc)]
    [InlineData("sha257:" + Abc)]
    [InlineData(":" + Abc)]
    [InlineData("sha256:zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(null)]
    public void RefusesWrongLengthAlgorithmAndCharacters(string? text) => Assert.False(Digest.TryParse(text, out _));

    [Theory]
    [InlineData("sha", DigestAlgorithm.Sha1)]
    [InlineData("sha512", DigestAlgorithm.Sha512)]
    public void KnowsTheNamesOfRepomd(string name, DigestAlgorithm algorithm) => Assert.Equal(algorithm, DigestAlgorithms.FromName(name));
}
