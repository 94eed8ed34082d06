using System.Security.Cryptography;

namespace InitrdComposer.Testing.OpenPgp;

/// <summary>What a made signature says.</summary>
/// <param name="Made">Its creation time.</param>
public sealed record MadeSignature(DateTimeOffset Made)
{
    /// <summary>0x00: over binary data.</summary>
    public int Type { get; init; }

    /// <summary>3, 4 or 6.</summary>
    public int Version { get; init; } = 4;

    /// <summary>RFC 9580, 9.5; 8 is SHA-256.</summary>
    public int Hash { get; init; } = 8;

    /// <summary>Who it says made it; null: who did.</summary>
    public MadeKey? Issuer { get; init; }

    /// <summary>The packet's body, when all is written.</summary>
    public Func<byte[], byte[]> Change { get; init; } = body => body;

    /// <summary>Has the issuer's fingerprint, hashed.</summary>
    public bool NamesIssuer { get; init; } = true;

    /// <summary>Has the creation time.</summary>
    public bool SaysWhen { get; init; } = true;

    /// <summary>Subpackets beside those.</summary>
    public byte[] Hashed { get; init; } = [];

    public byte[] Unhashed { get; init; } = [];

    internal HashAlgorithmName HashName => Hash switch
    {
        1 => HashAlgorithmName.MD5,
        2 => HashAlgorithmName.SHA1,
        9 => HashAlgorithmName.SHA384,
        10 => HashAlgorithmName.SHA512,
        12 => HashAlgorithmName.SHA3_256,
        _ => HashAlgorithmName.SHA256,
    };

    /// <summary>With one more hashed subpacket.</summary>
    public MadeSignature With(byte type, byte[] data, bool isCritical = false) => this with { Hashed = [.. Hashed, .. Subpacket(type, isCritical, data)] };

    /// <summary>With key flags: 1 certifies, 2 signs, 12 encrypts.</summary>
    public MadeSignature WithFlags(byte flags) => With(27, [flags]);

    /// <summary>With a key expiration time.</summary>
    public MadeSignature WithKeyExpiry(TimeSpan after) => With(9, MadeKey.BigEndian((int)after.TotalSeconds));

    /// <summary>With an expiration time of its own.</summary>
    public MadeSignature WithExpiry(TimeSpan after) => With(3, MadeKey.BigEndian((int)after.TotalSeconds));

    public static byte[] Subpacket(byte type, bool isCritical, byte[] data) =>
        [0xFF, .. MadeKey.BigEndian(data.Length + 1), (byte)(type | (isCritical ? 0x80 : 0)), .. data];
}
