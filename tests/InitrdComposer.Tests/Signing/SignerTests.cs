using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Signing;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Signing;

/// <summary>The kinds of keys, as other tools make them, and what is wrong with some.</summary>
public sealed class SignerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>PKCS#8, PKCS#1 and SEC 1; encrypted; PKCS#12.</summary>
    [Theory]
    [InlineData("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out key", false)]
    [InlineData("openssl genrsa -traditional -out key 2048", false)]
    [InlineData("openssl ecparam -name prime256v1 -genkey -noout -out key", false)]
    [InlineData("openssl ecparam -name secp384r1 -genkey -out key", false)]
    [InlineData("openssl genpkey -algorithm RSA -aes256 -pass file:pass -out key", true)]
    [InlineData("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -aes256 -pass file:pass -out key", true)]
    public void KeysOfOpensslSign(string make, bool isEncrypted)
    {
        OpenSsl($"{make} && openssl req -x509 -new -key key -passin file:pass -subj /CN=signer -days 9 -out crt");
        Passphrase? passphrase = isEncrypted ? Passphrase.At("file:" + _folder["pass"]) : null;
        using Signer signer = SignerLoader.Load(Disk.Host, new(new KeySource.File(_folder["key"]), _folder["crt"], Passphrase: passphrase));
        RequireOpensslAgrees(signer);
    }

    [Fact]
    public void Pkcs12BringsItsCertificates()
    {
        OpenSsl("""
            openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=authority -days 9 -addext basicConstraints=critical,CA:TRUE
            openssl req -newkey rsa:2048 -nodes -keyout key -out csr -subj /CN=signer && openssl x509 -req -in csr -CA ca.crt -CAkey ca.key -days 9 -out crt
            openssl pkcs12 -export -inkey key -in crt -certfile ca.crt -passout file:pass -out p12
            """);
        using Signer signer = SignerLoader.Load(Disk.Host, new(new KeySource.File(_folder["p12"]), null, Passphrase: Passphrase.At("file:" + _folder["pass"])));
        Assert.Equal(["CN=signer", "CN=authority"], signer.Certificates.Select(certificate => certificate.Subject));
        RequireOpensslAgrees(signer);
    }

    [Fact]
    public void ThePassphraseMayBeInAVariable()
    {
        OpenSsl("openssl req -x509 -newkey rsa:2048 -passout file:pass -keyout key -subj /CN=signer -days 9 -out crt");
        Environment.SetEnvironmentVariable("COMPOSER_TEST_PASSPHRASE", "open sesame");
        SignerLoader.Load(Disk.Host, new(new KeySource.File(_folder["key"]), _folder["crt"], Passphrase: Passphrase.At("env:COMPOSER_TEST_PASSPHRASE"))).Dispose();
        RequireRefused(16, new(new KeySource.File(_folder["key"]), _folder["crt"], Passphrase: Passphrase.At("env:COMPOSER_TEST_NOTHING")), "is not set");
    }

    [Fact]
    public void KeysThatCannotSignAreRefusedBeforeAnythingIsMade()
    {
        OpenSsl("""
            openssl req -x509 -newkey rsa:2048 -passout file:pass -keyout locked -subj /CN=one -days 9 -out one.crt
            openssl req -x509 -newkey rsa:2048 -nodes -keyout two -subj /CN=two -days 9 -out two.crt
            openssl req -x509 -newkey rsa:1024 -nodes -keyout weak -subj /CN=weak -days 9 -out weak.crt
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp256k1 -nodes -keyout koblitz -subj /CN=koblitz -days 9 -out koblitz.crt
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:brainpoolP256r1 -nodes -keyout brainpool -subj /CN=brainpool -days 9 -out brainpool.crt
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp224r1 -nodes -keyout short -subj /CN=short -days 9 -out short.crt
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -nodes -keyout own -subj /CN=own -days 9 -out own.crt
            openssl genrsa -aes128 -traditional -passout file:pass -out old 2048
            openssl genpkey -algorithm ed25519 -out curious
            openssl pkcs12 -export -inkey two -in two.crt -passout file:pass -out p12
            echo wrong >wrong
            echo nothing >text
            """);
        RequireRefused(16, Request("locked", "one.crt"), "the key is encrypted");
        RequireRefused(16, Request("locked", "one.crt", "wrong"), "the passphrase is wrong");
        RequireRefused(16, Request("p12", null, "wrong"), "the passphrase is wrong");
        RequireRefused(16, Request("two", "one.crt"), "a key that is not the one of");
        RequireRefused(16, Request("weak", "weak.crt"), "RSA 1024");
        RequireRefused(16, Request("koblitz", "koblitz.crt"), "got a key of EC 256 of secP256k1, expected RSA of 2048 bits or more, or EC of P-256, P-384 or P-521");
        RequireRefused(16, Request("brainpool", "brainpool.crt"), "EC 256 of brainpoolP256r1");
        RequireRefused(16, Request("short", "short.crt"), "EC 224");
        RequireRefused(16, Request("own", "own.crt"), "EC 256 of a curve without name");
        RequireRefused(16, Request("old", "one.crt", "pass"), "OpenSSL did before");
        RequireRefused(16, Request("curious", "one.crt"), "got no key");
        RequireRefused(16, Request("text", "one.crt"), "got no key");
        WriteKeyOnNoCurve("nowhere");
        RequireRefused(16, Request("nowhere", "one.crt"), "got no key");
        RequireRefused(16, Request("two", "text"), "got no certificate");
    }

    [Fact]
    public void APassphraseItselfIsNoPlaceAndIsNotRepeated()
    {
        ComposerException refused = Assert.Throws<ComposerException>(() => Passphrase.At("hunter2"));
        Assert.DoesNotContain("hunter2", refused.Message + refused.Hint, StringComparison.Ordinal);
        Assert.Equal(FailureKind.Usage, refused.Id.Kind);
    }

    /// <summary>The number of P-256 is 1.2.840.10045.3.1.7, and there is no 1.2.840.10045.3.1.127.</summary>
    private void WriteKeyOnNoCurve(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] info = key.ExportPkcs8PrivateKey();
        ReadOnlySpan<byte> curve = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
        info[info.AsSpan().IndexOf(curve) + curve.Length - 1] = 0x7F;
        File.WriteAllText(_folder[name], PemEncoding.WriteString("PRIVATE KEY", info));
    }

    private SignerRequest Request(string key, string? certificate, string? passphrase = null) => new(
        new KeySource.File(_folder[key]), certificate is null ? null : _folder[certificate], Passphrase: passphrase is null ? null : Passphrase.At("file:" + _folder[passphrase]));

    private static void RequireRefused(int number, SignerRequest request, string message)
    {
        ComposerException refused = Assert.Throws<ComposerException>(() => SignerLoader.Load(Disk.Host, request));
        Assert.Equal(new DiagnosticId("PEX", number, FailureKind.Verification), refused.Id);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private void RequireOpensslAgrees(Signer signer)
    {
        File.WriteAllText(_folder["public"], signer.Certificates[0].PublicKey.ExportSubjectPublicKeyInfo() is { } info ? PemEncoding.WriteString("PUBLIC KEY", info) : "");
        File.WriteAllText(_folder["data"], "what is signed");
        File.WriteAllBytes(_folder["sig"], signer.Sign("what is signed"u8).ToArray());
        Tool.Require("openssl", "openssl").Run("dgst", "-sha256", "-verify", _folder["public"], "-signature", _folder["sig"], _folder["data"]);
    }

    private void OpenSsl(string script)
    {
        Tool.Require("openssl", "openssl");
        File.WriteAllText(_folder["pass"], "open sesame\n");
        Tool.Require("bash", "bash").Run("-e", "-c", $"cd '{_folder.Path}'\n{script}");
    }
}
