using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>
/// The fingerprint of a key (RFC 9580, 5.5.4): the SHA-1 of a version 4 key, the SHA-256 of a version 6 key. Nothing shorter names a key: 64-bit key ids
/// have been made to collide.
/// </summary>
public readonly record struct Fingerprint
{
    /// <summary>Bytes of a version 4 fingerprint.</summary>
    public const int Version4Size = 20;

    /// <summary>Bytes of a version 6 fingerprint.</summary>
    public const int Version6Size = 32;

    private readonly string? _hex;

    private Fingerprint(string hex) => _hex = hex;

    /// <summary>The last 64 bits of a version 4 fingerprint, the first of a version 6 one.</summary>
    public KeyId KeyId
    {
        get
        {
            string hex = ToString();
            ReadOnlySpan<char> part = hex.Length == Version6Size * 2 ? hex.AsSpan(0, KeyId.Size * 2) : hex.AsSpan(hex.Length - (KeyId.Size * 2));
            return new(ulong.Parse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        }
    }

    /// <exception cref="ArgumentException">They are neither 20 nor 32.</exception>
    public static Fingerprint FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length is Version4Size or Version6Size
        ? new(Convert.ToHexString(bytes))
        : throw new ArgumentException($"{bytes.Length} bytes are no fingerprint", nameof(bytes));

    /// <summary>Accepts both cases of hex; false for another length or another character.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Fingerprint fingerprint)
    {
        fingerprint = default;
        if (text is null || text.Length is not (Version4Size * 2 or Version6Size * 2) || !text.All(char.IsAsciiHexDigit)) return false;
        fingerprint = new(text.ToUpperInvariant());
        return true;
    }

    /// <exception cref="FormatException">It is no fingerprint in hex.</exception>
    public static Fingerprint Parse(string text) =>
        TryParse(text, out Fingerprint fingerprint) ? fingerprint : throw new FormatException($"\"{text}\" is no fingerprint of 40 or 64 hex digits");

    /// <summary>Upper-case hex without spaces.</summary>
    public override string ToString() => _hex ?? new string('0', Version4Size * 2);
}
