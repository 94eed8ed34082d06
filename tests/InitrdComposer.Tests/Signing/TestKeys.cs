using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Files;
using InitrdComposer.Signing;
using InitrdComposer.Testing;

namespace InitrdComposer.Tests.Signing;

/// <summary>Keys and certificates as files of one test.</summary>
internal static class TestKeys
{
    /// <summary>Writes NAME.key (PKCS#8) and NAME.crt, which names itself; RSA 2048, or P-256.</summary>
    public static SignerRequest Make(TempFolder folder, string name, bool isRsa = true)
    {
        using AsymmetricAlgorithm key = isRsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = RequestOf(key, name).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(80));
        File.WriteAllText(folder[name + ".key"], key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(folder[name + ".crt"], certificate.ExportCertificatePem());
        return new(new KeySource.File(folder[name + ".key"]), folder[name + ".crt"]);
    }

    public static Signer Signer(TempFolder folder, string name, bool isRsa = true) => SignerLoader.Load(Disk.Host, Make(folder, name, isRsa));

    public static CertificateRequest RequestOf(AsymmetricAlgorithm key, string name) => key switch
    {
        RSA rsa => new($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        ECDsa ecdsa => new($"CN={name}", ecdsa, HashAlgorithmName.SHA256),
        _ => throw new ArgumentOutOfRangeException(nameof(key)),
    };
}
