using System.Buffers.Binary;
using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>Reads signatures that stand beside what they are over: repomd.xml.asc, the signatures in rpm headers.</summary>
public static class SignatureReader
{
    /// <summary>Bytes of a file of signatures.</summary>
    public const int MaxFile = 1 << 20;

    /// <summary>Signatures in one file.</summary>
    public const int MaxSignatures = 64;

    /// <param name="data">Signature packets, armored or not, and nothing else.</param>
    /// <param name="offset">Where they begin in their file, for errors; offsets in armored data are those of what it decodes to.</param>
    /// <returns>At least one. What version, algorithms and type are good for is not judged.</returns>
    /// <exception cref="MalformedDataException">It is malformed or over a limit, or there is something else: a cleartext-signed message, another packet.</exception>
    public static ImmutableArray<Signature> ReadDetached(ReadOnlyMemory<byte> data, long offset = 0)
    {
        if (data.Length > MaxFile) throw new MalformedDataException(OpenPgpFormat.Name, offset, "length", $"{data.Length} bytes", $"at most {MaxFile} bytes") { Fault = DataFault.TooMuch };
        ImmutableArray<Signature>.Builder signatures = ImmutableArray.CreateBuilder<Signature>();
        foreach (ReadOnlyMemory<byte> packets in Armor.IsArmored(data.Span) ? Armor.Read(data, ArmorKind.Signature) : [data])
        {
            var reader = new PacketReader(packets, offset);
            while (reader.TryReadNext(out Packet packet))
            {
                if (packet.Type is PacketType.Marker or PacketType.Padding) continue;
                if (packet.Type != PacketType.Signature)
                {
                    throw new MalformedDataException(OpenPgpFormat.Name, packet.Offset, "packet type", $"{(int)packet.Type}", "2, a signature: nothing else is detached") { Fault = DataFault.OtherContent };
                }

                if (signatures.Count == MaxSignatures)
                {
                    throw new MalformedDataException(OpenPgpFormat.Name, packet.Offset, "signatures", $"more than {MaxSignatures}", $"at most {MaxSignatures}") { Fault = DataFault.TooMuch };
                }

                signatures.Add(Read(packet.Body, packet.BodyOffset));
            }
        }

        return signatures.Count > 0
            ? signatures.ToImmutable()
            : throw new MalformedDataException(OpenPgpFormat.Name, offset, "signatures", "none", "at least one") { Fault = DataFault.OtherContent };
    }

    /// <param name="body">A signature packet's.</param>
    /// <exception cref="MalformedDataException">It is malformed.</exception>
    internal static Signature Read(ReadOnlyMemory<byte> body, long offset)
    {
        var reader = new ByteReader(OpenPgpFormat.Name, body.Span, offset);
        byte version = reader.U8("signature version");
        return version switch
        {
            3 => ReadVersion3(ref reader, body, offset),
            4 or 6 => ReadVersion4Or6(version, ref reader, body, offset),
            _ => new Signature { Version = version, Offset = offset },
        };
    }

    /// <summary>RFC 9580, 5.2.2.</summary>
    private static Signature ReadVersion3(ref ByteReader reader, ReadOnlyMemory<byte> body, long offset)
    {
        byte length = reader.U8("length of what is hashed");
        if (length != 5) throw new MalformedDataException(OpenPgpFormat.Name, offset + 1, "length of what is hashed", $"{length}", "5");
        int start = reader.Position;
        var type = (SignatureType)reader.U8("signature type");
        uint made = reader.U32BigEndian("signature creation time");
        ulong keyId = reader.U64BigEndian("issuer key id");
        var algorithm = (PublicKeyAlgorithm)reader.U8("public key algorithm");
        var hash = (DigestAlgorithm)reader.U8("hash algorithm");
        reader.Skip(2, "left 16 bits of the hash");
        return new()
        {
            Version = 3,
            Offset = offset,
            Type = type,
            Algorithm = algorithm,
            Hash = hash,
            Made = UnixTime.Of(made),
            HeaderKeyId = new(keyId),
            HashedPart = body.Slice(start, length),
            Material = SignatureMaterial.Read(algorithm, body[reader.Position..], reader.Offset, isVersion6: false),
        };
    }

    /// <summary>RFC 9580, 5.2.3.</summary>
    private static Signature ReadVersion4Or6(byte version, ref ByteReader reader, ReadOnlyMemory<byte> body, long offset)
    {
        var type = (SignatureType)reader.U8("signature type");
        var algorithm = (PublicKeyAlgorithm)reader.U8("public key algorithm");
        var hash = (DigestAlgorithm)reader.U8("hash algorithm");
        Subpackets hashed = ReadArea(version, ref reader, body, "hashed subpackets");
        ReadOnlyMemory<byte> hashedPart = body[..reader.Position];
        Subpackets unhashed = ReadArea(version, ref reader, body, "unhashed subpackets");
        reader.Skip(2, "left 16 bits of the hash");
        ReadOnlyMemory<byte> salt = version == 6 ? ReadSalt(hash, ref reader, body) : default;
        return new()
        {
            Version = version,
            Offset = offset,
            Type = type,
            Algorithm = algorithm,
            Hash = hash,
            Made = hashed.Seconds(SubpacketType.SignatureCreationTime) is uint made ? UnixTime.Of(made) : null,
            Hashed = hashed,
            Unhashed = unhashed,
            HashedPart = hashedPart,
            Salt = salt,
            Material = SignatureMaterial.Read(algorithm, body[reader.Position..], reader.Offset, version == 6),
        };
    }

    private static Subpackets ReadArea(byte version, ref ByteReader reader, ReadOnlyMemory<byte> body, string field)
    {
        long offset = reader.Offset;
        uint length = version == 6 ? reader.U32BigEndian(field) : reader.U16BigEndian(field);
        if (length > reader.Remaining) throw new MalformedDataException(OpenPgpFormat.Name, offset, field, $"{length} bytes", $"at most {reader.Remaining} bytes");
        int start = reader.Position;
        reader.Skip((int)length, field);
        return Subpackets.Read(body.Slice(start, (int)length), offset + (version == 6 ? 4 : 2));
    }

    /// <summary>As long as RFC 9580, 9.5 says for the hash.</summary>
    private static ReadOnlyMemory<byte> ReadSalt(DigestAlgorithm hash, ref ByteReader reader, ReadOnlyMemory<byte> body)
    {
        long offset = reader.Offset;
        byte length = reader.U8("salt");
        int expected = hash switch
        {
            DigestAlgorithm.Sha256 or DigestAlgorithm.Sha224 or DigestAlgorithm.Sha3Of256 => 16,
            DigestAlgorithm.Sha384 => 24,
            DigestAlgorithm.Sha512 or DigestAlgorithm.Sha3Of512 => 32,
            _ => length,
        };
        if (length != expected) throw new MalformedDataException(OpenPgpFormat.Name, offset, "salt", $"{length} bytes", $"{expected} bytes");
        int start = reader.Position;
        reader.Skip(length, "salt");
        return body.Slice(start, length);
    }
}
