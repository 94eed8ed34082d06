using System.Buffers.Binary;
using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>The subpackets of one area of a signature (RFC 9580, 5.2.3.7). Of a type that comes more than once the last counts.</summary>
internal sealed class Subpackets
{
    /// <summary>Subpackets of one area; GnuPG writes ten.</summary>
    public const int MaxCount = 256;

    private readonly ImmutableArray<Subpacket> _all;

    private Subpackets(ImmutableArray<Subpacket> all) => _all = all;

    public static Subpackets None { get; } = new([]);

    /// <exception cref="MalformedDataException">One is empty, cut off, of the wrong length, or there are too many.</exception>
    public static Subpackets Read(ReadOnlyMemory<byte> area, long offset)
    {
        var reader = new ByteReader(OpenPgpFormat.Name, area.Span, offset);
        ImmutableArray<Subpacket>.Builder all = ImmutableArray.CreateBuilder<Subpacket>();
        while (reader.Remaining > 0)
        {
            long start = reader.Offset;
            if (all.Count == MaxCount) throw new MalformedDataException(OpenPgpFormat.Name, start, "subpackets", $"more than {MaxCount}", $"at most {MaxCount}");
            byte first = reader.U8("subpacket length");
            uint length = first switch
            {
                < 192 => first,
                < 255 => (uint)(((first - 192) << 8) + reader.U8("subpacket length") + 192),
                _ => reader.U32BigEndian("subpacket length"),
            };
            if (length == 0 || length > reader.Remaining)
            {
                throw new MalformedDataException(OpenPgpFormat.Name, start, "subpacket length", $"{length}", $"1 to {reader.Remaining}");
            }

            byte type = reader.U8("subpacket type");
            int position = reader.Position;
            reader.Skip((int)length - 1, "subpacket");
            var subpacket = new Subpacket((SubpacketType)(type & 0x7F), (type & 0x80) != 0, area.Slice(position, (int)length - 1), offset + position);
            CheckLength(subpacket);
            all.Add(subpacket);
        }

        return new(all.ToImmutable());
    }

    /// <summary>The first one that must be understood and is not: null if there is none.</summary>
    public SubpacketType? UnknownCritical
    {
        get
        {
            foreach (Subpacket subpacket in _all)
            {
                if (subpacket.IsCritical && !Enum.IsDefined(subpacket.Type)) return subpacket.Type;
            }

            return null;
        }
    }

    public bool TryFind(SubpacketType type, out Subpacket subpacket)
    {
        for (int i = _all.Length - 1; i >= 0; i--)
        {
            subpacket = _all[i];
            if (subpacket.Type == type) return true;
        }

        subpacket = default;
        return false;
    }

    /// <summary>A time or duration in seconds; null without it.</summary>
    public uint? Seconds(SubpacketType type) => TryFind(type, out Subpacket found) ? BinaryPrimitives.ReadUInt32BigEndian(found.Data.Span) : null;

    public KeyId? IssuerKeyId => TryFind(SubpacketType.IssuerKeyId, out Subpacket found) ? new(BinaryPrimitives.ReadUInt64BigEndian(found.Data.Span)) : null;

    public Fingerprint? IssuerFingerprint =>
        TryFind(SubpacketType.IssuerFingerprint, out Subpacket found) && found.Data.Length - 1 is Fingerprint.Version4Size or Fingerprint.Version6Size
            ? Fingerprint.FromBytes(found.Data.Span[1..])
            : null;

    /// <summary>The first octet of the key flags; null without them.</summary>
    public byte? KeyFlags => TryFind(SubpacketType.KeyFlags, out Subpacket found) ? (found.Data.IsEmpty ? (byte)0 : found.Data.Span[0]) : null;

    /// <summary>Those whose data is read as a number have its length.</summary>
    private static void CheckLength(Subpacket subpacket)
    {
        int expected = subpacket.Type switch
        {
            SubpacketType.SignatureCreationTime or SubpacketType.SignatureExpirationTime or SubpacketType.KeyExpirationTime => 4,
            SubpacketType.IssuerKeyId => KeyId.Size,
            _ => subpacket.Data.Length,
        };
        if (subpacket.Data.Length != expected)
        {
            throw new MalformedDataException(OpenPgpFormat.Name, subpacket.Offset, $"{subpacket.Type}", $"{subpacket.Data.Length} bytes", $"{expected} bytes");
        }

        if (subpacket.Type != SubpacketType.IssuerFingerprint) return;
        bool isWhole = subpacket.Data.Span is [4, ..] ? subpacket.Data.Length == 1 + Fingerprint.Version4Size
            : subpacket.Data.Span is not [6, ..] || subpacket.Data.Length == 1 + Fingerprint.Version6Size;
        if (!isWhole)
        {
            throw new MalformedDataException(
                OpenPgpFormat.Name, subpacket.Offset, "IssuerFingerprint", $"{subpacket.Data.Length} bytes", "the key's version and its fingerprint of 20 or 32 bytes");
        }
    }
}

/// <summary>One subpacket.</summary>
/// <param name="IsCritical">Who does not understand it must not take the signature for valid.</param>
/// <param name="Offset">Where its data begins.</param>
internal readonly record struct Subpacket(SubpacketType Type, bool IsCritical, ReadOnlyMemory<byte> Data, long Offset);
