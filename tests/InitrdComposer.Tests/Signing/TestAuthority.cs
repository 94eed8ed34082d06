using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InitrdComposer.Tests.Signing;

/// <summary>A key and its certificate, which issues others. Each begins in 2000 and ends in 2080, if nothing else is said.</summary>
internal sealed class TestAuthority : IDisposable
{
    public static readonly DateTimeOffset Begin = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public const string CodeSigning = "1.3.6.1.5.5.7.3.3", ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private TestAuthority(AsymmetricAlgorithm key, X509Certificate2 certificate) => (Key, Certificate) = (key, certificate);

    public AsymmetricAlgorithm Key { get; }

    public X509Certificate2 Certificate { get; }

    /// <param name="issuer">Null: itself.</param>
    public static TestAuthority Make(string name, TestAuthority? issuer = null, AsymmetricAlgorithm? key = null, bool isSha1 = false, int years = 80, params X509Extension[] extensions)
    {
        key ??= ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = TestKeys.RequestOf(key, name);
        foreach (X509Extension extension in extensions) request.CertificateExtensions.Add(extension);
        X509SignatureGenerator generator = (issuer?.Key ?? key) switch
        {
            RSA rsa => X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
            ECDsa ecdsa when isSha1 => new EcdsaWithSha1(ecdsa),
            ECDsa ecdsa => X509SignatureGenerator.CreateForECDsa(ecdsa),
            _ => throw new ArgumentOutOfRangeException(nameof(issuer)),
        };
        byte[] number = [1, .. SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..7]];
        return new(key, request.Create(issuer?.Certificate.SubjectName ?? request.SubjectName, generator, Begin, Begin.AddYears(years), number));
    }

    public static X509Extension IsAuthority(int? pathLength = null) => new X509BasicConstraintsExtension(true, pathLength is not null, pathLength ?? 0, critical: true);

    public static X509Extension Usage(X509KeyUsageFlags flags) => new X509KeyUsageExtension(flags, critical: true);

    public static X509Extension ExtendedUsage(string id) => new X509EnhancedKeyUsageExtension([new Oid(id)], critical: false);

    public void Dispose()
    {
        Key.Dispose();
        Certificate.Dispose();
    }

    /// <summary>As nobody issues certificates any more, .NET neither.</summary>
    private sealed class EcdsaWithSha1(ECDsa key) : X509SignatureGenerator
    {
        /// <summary>SEQUENCE { ecdsa-with-SHA1 } (RFC 3279, 2.2.3).</summary>
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => Convert.FromHexString("300906072A8648CE3D0401");

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.SignData(data, HashAlgorithmName.SHA1, DSASignatureFormat.Rfc3279DerSequence);

        protected override System.Security.Cryptography.X509Certificates.PublicKey BuildPublicKey() => new(key);
    }
}
