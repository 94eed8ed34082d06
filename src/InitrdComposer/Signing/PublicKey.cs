using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;

namespace InitrdComposer.Signing;

/// <summary>A public key, RSA or of an elliptic curve, as SubjectPublicKeyInfo; equal when that is.</summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    /// <summary>Which keys are strong, for messages.</summary>
    public const string Strong = "RSA of 2048 bits or more, or EC of P-256, P-384 or P-521";

    /// <summary>Below that RSA is no protection (NIST SP 800-131A).</summary>
    private const int LeastRsaBits = 2048;

    /// <summary>P-256, P-384 and P-521 (RFC 5480, 2.1.1.1), which firmware and whoever else verifies have too; P-192 and P-224 are too short, parameters of a key's own are anybody's guess.</summary>
    private static readonly string[] StrongCurves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    private readonly AsymmetricAlgorithm _key;
    private readonly byte[] _info;

    private PublicKey(AsymmetricAlgorithm key) => (_key, _info) = (key, key.ExportSubjectPublicKeyInfo());

    /// <summary>Whether it is RSA, which alone signs .pcrsig.</summary>
    public bool IsRsa => _key is RSA;

    /// <summary>"RSA 2048", "EC 256", "EC 256 of secp256k1".</summary>
    public string Description => _key is ECDsa ecdsa
        ? $"EC {_key.KeySize}{(IsStrong ? "" : $" of {CurveOf(ecdsa)?.FriendlyName ?? CurveOf(ecdsa)?.Value ?? "a curve without name"}")}"
        : $"RSA {_key.KeySize}";

    /// <summary>Whether signatures with it still mean something.</summary>
    public bool IsStrong => _key is ECDsa ecdsa ? StrongCurves.Contains(CurveOf(ecdsa)?.Value) : _key.KeySize >= LeastRsaBits;

    /// <summary>The object identifier that a SignerInfo names the signature's algorithm by.</summary>
    public string SignatureAlgorithm => IsRsa ? ObjectIds.RsaEncryption : ObjectIds.EcdsaWithSha256;

    /// <summary>
    /// What systemd calls pkfp: SHA-256 of an RSA key's PKCS#1 RSAPublicKey, not of its SubjectPublicKeyInfo (systemd 262, pubkey_fingerprint).
    /// </summary>
    public Digest Fingerprint => Digest.Sha256Of(_key is RSA rsa ? rsa.ExportRSAPublicKey() : _info);

    /// <summary>What envelopes call it: SHA-256 of its SubjectPublicKeyInfo, in hex.</summary>
    public string KeyId => Digest.Sha256Of(_info).Hex;

    /// <summary>PEM of its SubjectPublicKeyInfo, as `openssl pkey -pubout` writes it and .pcrpkey has it.</summary>
    public string Pem => _key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>The key that belongs to a private one.</summary>
    internal static PublicKey Of(AsymmetricAlgorithm key) => FromInfo(key.ExportSubjectPublicKeyInfo())!;

    /// <summary>A certificate's; null: of an algorithm that Secure Boot does not have.</summary>
    public static PublicKey? Of(X509Certificate2 certificate) => FromInfo(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    /// <summary>A key of a PEM file: "PUBLIC KEY" or "RSA PUBLIC KEY", or a certificate's.</summary>
    /// <exception cref="ComposerException">The file is missing or holds no such key.</exception>
    public static PublicKey Read(Disk disk, string path) => FromPem(KeyText.Of(disk, path), path);

    /// <param name="text">PEM.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ComposerException">The text holds no such key.</exception>
    public static PublicKey FromPem(ReadOnlySpan<char> text, string name)
    {
        try
        {
            if (PemEncoding.TryFind(text, out PemFields fields) && text[fields.Label] is "CERTIFICATE")
            {
                using var certificate = X509Certificate2.CreateFromPem(text);
                if (Of(certificate) is PublicKey ofCertificate) return ofCertificate;
            }
            else if (text[fields.Label] is "RSA PUBLIC KEY" or "PUBLIC KEY" && FromPem(text[fields.Location]) is PublicKey key)
            {
                return key;
            }
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw Unusable(name, exception);
        }

        throw Unusable(name, null);
    }

    /// <summary>Whether a signature over the SHA-256 of data, or another digest of them, is this key's.</summary>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">RSASSA-PKCS1-v1_5, or an ECDSA-Sig-Value.</param>
    /// <param name="algorithm">The digest's.</param>
    public bool HasSigned(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, DigestAlgorithm algorithm = DigestAlgorithm.Sha256)
    {
        using IncrementalHash hash = algorithm.CreateHash();
        hash.AppendData(data);
        byte[] digest = hash.GetHashAndReset();
        return _key switch
        {
            RSA rsa => rsa.VerifyHash(digest, signature, hash.AlgorithmName, RSASignaturePadding.Pkcs1),
            ECDsa ecdsa => ecdsa.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence),
            _ => false,
        };
    }

    /// <summary>A signature in the form of X.509: tokens write those of ECDSA as two numbers of fixed length (PKCS#11).</summary>
    public ReadOnlyMemory<byte> ToSignatureValue(ReadOnlyMemory<byte> raw)
    {
        int half = (_key.KeySize + 7) / 8;
        if (IsRsa || raw.Length != half * 2) return raw;
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(WithoutZeros(raw.Span[..half]));
            writer.WriteIntegerUnsigned(WithoutZeros(raw.Span[half..]));
        }

        return writer.Encode();
    }

    public bool Equals(PublicKey? other) => other is not null && _info.AsSpan().SequenceEqual(other._info);

    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    public override int GetHashCode() => _info.AsSpan()[^4..].ToArray().Aggregate(0, HashCode.Combine);

    /// <returns>Null: its parameters are written out.</returns>
    private static Oid? CurveOf(ECDsa key) => key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true } curve ? curve.Oid : null;

    private static PublicKey? FromPem(ReadOnlySpan<char> pem)
    {
        if (PemEncoding.Find(pem) is var fields && pem[fields.Label] is "RSA PUBLIC KEY")
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new(rsa);
        }

        return FromInfo(Convert.FromBase64String(pem[fields.Base64Data].ToString()));
    }

    private static PublicKey? FromInfo(byte[] info)
    {
        foreach (Func<AsymmetricAlgorithm> create in (Func<AsymmetricAlgorithm>[])[RSA.Create, ECDsa.Create])
        {
            AsymmetricAlgorithm key = create();
            try
            {
                key.ImportSubjectPublicKeyInfo(info, out _);
                return new(key);
            }
            catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
            {
                key.Dispose(); // of another algorithm, or on a curve that nobody has
            }
        }

        return null;
    }

    private static ReadOnlySpan<byte> WithoutZeros(ReadOnlySpan<byte> number)
    {
        int first = number.IndexOfAnyExcept((byte)0);
        return first < 0 ? number[^1..] : number[first..];
    }

    private static ComposerException Unusable(string name, Exception? cause) => new(
        SigningErrors.BadKey, "got no usable public key, expected PEM of an RSA or EC key", new SourceLocation(name), cause: cause);
}
