using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Signing;

/// <summary>Somebody who signs: a key, known by its public half, and the certificates that say whose it is. Thread-safe.</summary>
public sealed class Signer : IDisposable
{
    private readonly ISigningKey _key;
    private readonly string _name;
    private readonly System.Threading.Lock _guard = new();

    /// <param name="name">What messages call the key.</param>
    /// <param name="key">Disposed with this.</param>
    /// <param name="publicKey">The key's other half: each signature is checked with it.</param>
    /// <param name="certificates">The signer's first, then those that lead to a root, in any order; none: for .pcrsig alone.</param>
    /// <exception cref="ComposerException">The key is too weak to mean anything.</exception>
    internal Signer(string name, ISigningKey key, PublicKey publicKey, ImmutableArray<X509Certificate2> certificates)
    {
        (_name, _key, PublicKey, Certificates) = (name, key, publicKey, certificates);
        if (!publicKey.IsStrong) throw new ComposerException(SigningErrors.BadKey, $"got a key of {publicKey.Description}, expected {PublicKey.Strong}", new SourceLocation(name));
    }

    public PublicKey PublicKey { get; }

    public ImmutableArray<X509Certificate2> Certificates { get; }

    /// <summary>Signs the SHA-256 of data.</summary>
    /// <returns>RSASSA-PKCS1-v1_5, or an ECDSA-Sig-Value.</returns>
    /// <exception cref="ComposerException">The key's owner does not sign, or it is not the certificate's key.</exception>
    public ReadOnlyMemory<byte> Sign(ReadOnlySpan<byte> data)
    {
        // Images are written side by side; keys and tokens do one thing at a time.
        lock (_guard)
        {
            ReadOnlyMemory<byte> signature = PublicKey.ToSignatureValue(_key.Sign(data));
            return PublicKey.HasSigned(data, signature.Span) ? signature : throw new ComposerException(
                SigningErrors.BadKey, $"got a signature of {signature.Length} bytes that is not of {Owner}", new SourceLocation(_name),
                "a raw RSASSA-PKCS1-v1_5 or ECDSA signature over SHA-256, by the certificate's key, is expected");
        }
    }

    public void Dispose() => _key.Dispose();

    private string Owner => Certificates is [X509Certificate2 certificate, ..] ? $"the certificate's key ({certificate.Subject})" : "the public key";
}
