using System.Security.Cryptography;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Signing;

/// <summary>What turns bytes into a signature over their SHA-256.</summary>
public interface ISigningKey : IDisposable
{
    /// <summary>RSASSA-PKCS1-v1_5, which is the same for the same bytes, or ECDSA, which is another one each time.</summary>
    /// <exception cref="ComposerException">Whoever has the key does not sign.</exception>
    byte[] Sign(ReadOnlySpan<byte> data);
}

/// <summary>A private key in this process's memory.</summary>
/// <param name="key">RSA or ECDsa; disposed with this.</param>
internal sealed class LocalKey(AsymmetricAlgorithm key) : ISigningKey
{
    /// <summary>Its other half.</summary>
    public PublicKey PublicKey { get; } = PublicKey.Of(key);

    public byte[] Sign(ReadOnlySpan<byte> data) => key switch
    {
        RSA rsa => rsa.SignData(data.ToArray(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        ECDsa ecdsa => ecdsa.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
        _ => throw new ArgumentOutOfRangeException(nameof(data), key.GetType().Name, null),
    };

    public void Dispose() => key.Dispose();
}
