using System.Security.Cryptography;
using InitrdComposer.Formats;

namespace InitrdComposer.Repository;

/// <summary>What is kept of a package file between runs.</summary>
/// <param name="Digest">SHA-256 of the file.</param>
/// <param name="Header">As rpm's format has it.</param>
internal sealed record KeptHeader(Digest Digest, ReadOnlyMemory<byte> Header)
{
    public byte[] Encode() => [.. Convert.FromHexString(Digest.Hex), .. Header.Span];

    /// <param name="bytes">What <see cref="Encode"/> wrote.</param>
    public static KeptHeader Decode(ReadOnlyMemory<byte> bytes) =>
        new(Digest.FromBytes(DigestAlgorithm.Sha256, bytes.Span[..SHA256.HashSizeInBytes]), bytes[SHA256.HashSizeInBytes..]);
}
