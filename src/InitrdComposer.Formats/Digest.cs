using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace InitrdComposer.Formats;

/// <summary>A digest: algorithm and lower-case hex, well-formed by construction. Written "sha256:0123…".</summary>
public readonly record struct Digest
{
    private Digest(DigestAlgorithm algorithm, string hex) => (Algorithm, Hex) = (algorithm, hex);

    public DigestAlgorithm Algorithm { get; }

    /// <summary>Lower-case hex of exactly the algorithm's length.</summary>
    public string Hex { get; }

    public static Digest FromBytes(DigestAlgorithm algorithm, ReadOnlySpan<byte> bytes) =>
        bytes.Length == algorithm.SizeInBytes()
            ? new(algorithm, Convert.ToHexStringLower(bytes))
            : throw new ArgumentException($"{bytes.Length} bytes are no {algorithm.Name()}", nameof(bytes));

    /// <summary>Accepts both cases of hex; false for another length or another character.</summary>
    public static bool TryFromHex(DigestAlgorithm algorithm, ReadOnlySpan<char> hex, out Digest digest)
    {
        digest = default;
        if (hex.Length != algorithm.SizeInBytes() * 2) return false;
        foreach (char c in hex)
        {
            if (!char.IsAsciiHexDigit(c)) return false;
        }

        digest = new(algorithm, hex.ToString().ToLowerInvariant());
        return true;
    }

    /// <summary>Reads "sha256:0123…".</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        return text?.IndexOf(':', StringComparison.Ordinal) is int colon and > 0
            && DigestAlgorithms.FromName(text.AsSpan(0, colon)) is DigestAlgorithm algorithm
            && TryFromHex(algorithm, text.AsSpan(colon + 1), out digest);
    }

    public static Digest Sha256Of(ReadOnlySpan<byte> data) => FromBytes(DigestAlgorithm.Sha256, SHA256.HashData(data));

    public static Digest Sha256Of(Stream data) => FromBytes(DigestAlgorithm.Sha256, SHA256.HashData(data));

    /// <summary>Takes the result out of an incremental hash and resets it.</summary>
    public static Digest Finish(DigestAlgorithm algorithm, IncrementalHash hash)
    {
        Span<byte> bytes = stackalloc byte[64];
        return FromBytes(algorithm, bytes[..hash.GetHashAndReset(bytes)]);
    }

    /// <summary>As many bytes as the algorithm has.</summary>
    public byte[] ToBytes() => Convert.FromHexString(Hex);

    public override string ToString() => Hex is null ? "(none)" : $"{Algorithm.Name()}:{Hex}";
}
