using InitrdComposer.Formats.OpenPgp;
using InitrdComposer.Repository.Signatures;

namespace InitrdComposer.Fetch;

/// <summary>What is kept of a package between runs.</summary>
/// <param name="SignedBy">Who signed it; null: nobody was asked to.</param>
/// <param name="Header">As rpm's format has it.</param>
internal sealed record KeptPackage(PackageSigner? SignedBy, ReadOnlyMemory<byte> Header)
{
    public byte[] Encode()
    {
        (byte[] certificate, byte[] key) = SignedBy is PackageSigner signer ? (BytesOf(signer.Certificate), BytesOf(signer.Key)) : ([], []);
        return [(byte)certificate.Length, .. certificate, (byte)key.Length, .. key, .. Header.Span];
    }

    /// <param name="bytes">What <see cref="Encode"/> wrote.</param>
    public static KeptPackage Decode(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlyMemory<byte> certificate = bytes.Slice(1, bytes.Span[0]);
        bytes = bytes[(1 + certificate.Length)..];
        ReadOnlyMemory<byte> key = bytes.Slice(1, bytes.Span[0]);
        return new(certificate.IsEmpty ? null : new(Fingerprint.FromBytes(certificate.Span), Fingerprint.FromBytes(key.Span)), bytes[(1 + key.Length)..]);
    }

    private static byte[] BytesOf(Fingerprint fingerprint) => Convert.FromHexString(fingerprint.ToString());
}
