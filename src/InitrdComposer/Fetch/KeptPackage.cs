using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Fetch;

/// <summary>What is kept of a package between runs.</summary>
/// <param name="SignedBy">The key that signed it; null: nobody was asked to.</param>
/// <param name="Header">As rpm's format has it.</param>
internal sealed record KeptPackage(Fingerprint? SignedBy, ReadOnlyMemory<byte> Header)
{
    public byte[] Encode()
    {
        byte[] key = SignedBy is Fingerprint fingerprint ? Convert.FromHexString(fingerprint.ToString()) : [];
        return [(byte)key.Length, .. key, .. Header.Span];
    }

    /// <param name="bytes">What <see cref="Encode"/> wrote.</param>
    public static KeptPackage Decode(ReadOnlyMemory<byte> bytes)
    {
        int length = bytes.Span[0];
        return new(length == 0 ? null : Fingerprint.FromBytes(bytes.Span.Slice(1, length)), bytes[(1 + length)..]);
    }
}
