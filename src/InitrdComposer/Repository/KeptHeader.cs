using System.Diagnostics.CodeAnalysis;
using InitrdComposer.Formats;

namespace InitrdComposer.Repository;

/// <summary>What is kept of a package file between runs: its digest and its header, behind a digest over both.</summary>
internal sealed record KeptHeader(Digest Digest, ReadOnlyMemory<byte> Header)
{
    private const int DigestSize = 32;

    public byte[] Encode()
    {
        byte[] content = [.. Convert.FromHexString(Digest.Hex), .. Header.Span];
        return [.. Convert.FromHexString(Digest.Sha256Of(content).Hex), .. content];
    }

    /// <summary>False for what was damaged.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out KeptHeader? kept)
    {
        kept = null;
        if (bytes.Length < 2 * DigestSize) return false;
        ReadOnlyMemory<byte> content = bytes[DigestSize..];
        if (Digest.Sha256Of(content.Span).Hex != Convert.ToHexStringLower(bytes.Span[..DigestSize])) return false;
        Digest.TryFromHex(DigestAlgorithm.Sha256, Convert.ToHexStringLower(content.Span[..DigestSize]), out Digest digest);
        kept = new(digest, content[DigestSize..]);
        return true;
    }
}
