using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>Ed25519 and Ed448 as RFC 9580 writes them, with keys and signatures of OpenSSL's: gpg 2.2 knows neither encoding.</summary>
public sealed class EdwardsTests
{
    [Theory]
    [InlineData("ed25519", 32)]
    [InlineData("ed448", 57)]
    public void SignaturesOfOpenSslAreGoodAndSpoiledOnesAreNot(string algorithm, int size)
    {
        MadeKey key = algorithm == "ed448" ? MadeKey.Ed448(6) : MadeKey.Ed25519(6);
        byte[] data = "what is signed"u8.ToArray();
        MadeSignature made = new MadeSignature(MadeKey.Start) { Version = 6, Hash = 10 }.WithFlags(3);
        byte[] certificate = key.Certificate(made);
        byte[] signature = key.Sign(made, data);
        var verifier = new Verifier(CertificateReader.Read(certificate));
        Assert.IsType<Verdict.Good>(verifier.Verify(SignatureReader.ReadDetached(signature)[0], new MemoryStream(data), MadeKey.Start));

        // The signature's last octets, one by one.
        for (int i = 1; i <= size * 2; i++)
        {
            byte[] spoiled = [.. signature];
            spoiled[^i] ^= 0x10;
            Assert.Equal(Refusal.BadSignature, Assert.IsType<Verdict.Refused>(verifier.Verify(SignatureReader.ReadDetached(spoiled)[0], new MemoryStream(data), MadeKey.Start)).Reason);
        }
    }
}
