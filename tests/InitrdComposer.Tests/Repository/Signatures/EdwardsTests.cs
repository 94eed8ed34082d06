using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Repository.Signatures;
using InitrdComposer.Testing;
using InitrdComposer.Testing.OpenPgp;
using Xunit;

namespace InitrdComposer.Tests.Repository.Signatures;

/// <summary>Ed25519 and Ed448 as RFC 9580 writes them, with keys and signatures of OpenSSL's: gpg 2.2 knows neither encoding.</summary>
public sealed class EdwardsTests
{
    private static readonly DateTimeOffset Birth = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("ed25519", 27, 32)]
    [InlineData("ed448", 28, 57)]
    public void SignaturesOfOpenSslAreGoodAndSpoiledOnesAreNot(string algorithm, byte number, int size)
    {
        var openssl = Tool.Require("openssl", "openssl");
        using var folder = new TempFolder();
        openssl.Run("genpkey", "-algorithm", algorithm, "-out", folder["key"]);
        openssl.Run("pkey", "-in", folder["key"], "-pubout", "-outform", "DER", "-out", folder["public"]);
        var key = MadeKey.Native(number, 6, Birth, File.ReadAllBytes(folder["public"])[^size..], hash =>
        {
            File.WriteAllBytes(folder["hash"], hash);
            openssl.Run("pkeyutl", "-sign", "-inkey", folder["key"], "-rawin", "-in", folder["hash"], "-out", folder["signature"]);
            return File.ReadAllBytes(folder["signature"]);
        });
        byte[] data = "what is signed"u8.ToArray();
        MadeSignature made = new MadeSignature(Birth) { Version = 6, Hash = 10 }.WithFlags(3);
        byte[] certificate = key.Certificate(made);
        byte[] signature = key.Sign(made, data);
        var verifier = new Verifier(CertificateReader.Read(certificate));
        Assert.IsType<Verdict.Good>(verifier.Verify(SignatureReader.ReadDetached(signature)[0], new MemoryStream(data), Birth));

        // The signature's last octets, one by one.
        for (int i = 1; i <= size * 2; i++)
        {
            byte[] spoiled = [.. signature];
            spoiled[^i] ^= 0x10;
            Assert.Equal(Refusal.BadSignature, Assert.IsType<Verdict.Refused>(verifier.Verify(SignatureReader.ReadDetached(spoiled)[0], new MemoryStream(data), Birth)).Reason);
        }
    }
}
