using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>Reads files of certificates: RPM-GPG-KEY files, what `gpg --export` writes, armored or not, several certificates in one.</summary>
public static class CertificateReader
{
    /// <summary>Bytes of a file.</summary>
    public const int MaxFile = 4 << 20;

    /// <summary>Packets of a file: a certificate that was flooded with certifications (CVE-2019-13050) has 150 000.</summary>
    public const int MaxPackets = 10_000;

    /// <summary>Bytes of a user id, GnuPG's limit: every signature behind it hashes it again.</summary>
    public const int MaxUserId = 2048;

    /// <param name="keys">Read to its end; the caller's to dispose.</param>
    /// <returns>At least one, in the file's order. Offsets in errors are those of the packets, behind the armor.</returns>
    /// <exception cref="MalformedDataException">It is malformed or over a limit, a key is of version 3, or there is something else: a secret key, a signature.</exception>
    public static ImmutableArray<Certificate> Read(Stream keys)
    {
        using var data = new MemoryStream();
        using var limited = new LimitedStream(keys, MaxFile, OpenPgpFormat.Name, "length of a file of keys");
        limited.CopyTo(data);
        return Read(data.GetBuffer().AsMemory(0, (int)data.Length));
    }

    /// <inheritdoc cref="Read(Stream)"/>
    public static ImmutableArray<Certificate> Read(ReadOnlyMemory<byte> keys)
    {
        if (keys.Length > MaxFile) throw new MalformedDataException(OpenPgpFormat.Name, MaxFile, "length of a file of keys", $"{keys.Length} bytes", $"at most {MaxFile} bytes") { Fault = DataFault.TooMuch };
        ImmutableArray<Certificate>.Builder certificates = ImmutableArray.CreateBuilder<Certificate>();
        int packets = 0;
        foreach (ReadOnlyMemory<byte> block in Armor.IsArmored(keys.Span) ? Armor.Read(keys, ArmorKind.PublicKeyBlock) : [keys])
        {
            ReadBlock(block, certificates, ref packets);
        }

        return certificates.Count > 0 ? certificates.ToImmutable() : throw new MalformedDataException(OpenPgpFormat.Name, 0, "keys", "none", "at least one");
    }

    private static void ReadBlock(ReadOnlyMemory<byte> block, ImmutableArray<Certificate>.Builder into, ref int packets)
    {
        var reader = new PacketReader(block, 0);
        Draft? draft = null;
        while (reader.TryReadNext(out Packet packet))
        {
            if (++packets > MaxPackets) throw new MalformedDataException(OpenPgpFormat.Name, packet.Offset, "packets", $"more than {MaxPackets}", $"at most {MaxPackets}") { Fault = DataFault.TooMuch };
            switch (packet.Type)
            {
                case PacketType.PublicKey:
                    if (draft is not null) into.Add(draft.Finish());
                    draft = new Draft(PublicKeyPacket.Read(packet));
                    break;
                case PacketType.UserId or PacketType.PublicSubkey or PacketType.UserAttribute or PacketType.Signature when draft is not null:
                    draft.Add(packet);
                    break;
                // Of GnuPG's own files; obsolete; of no meaning.
                case PacketType.Trust or PacketType.Marker or PacketType.Padding:
                    break;
                case PacketType.SecretKey or PacketType.SecretSubkey:
                    throw new MalformedDataException(OpenPgpFormat.Name, packet.Offset, "packet type", $"{(int)packet.Type}, a secret key", "public keys");
                default:
                    if (!packet.IsCritical && draft is not null) break;
                    throw new MalformedDataException(
                        OpenPgpFormat.Name, packet.Offset, "packet type", $"{(int)packet.Type}", draft is null ? "6, a public key" : "6, 2, 13 or 14: keys, signatures and user ids");
            }
        }

        if (draft is not null) into.Add(draft.Finish());
    }

    /// <summary>A certificate of which more may come.</summary>
    private sealed class Draft(PublicKeyPacket primaryKey)
    {
        private readonly ImmutableArray<UserId>.Builder _userIds = ImmutableArray.CreateBuilder<UserId>();
        private readonly ImmutableArray<Subkey>.Builder _subkeys = ImmutableArray.CreateBuilder<Subkey>();
        private readonly ImmutableArray<Signature>.Builder _ofPrimaryKey = ImmutableArray.CreateBuilder<Signature>();
        private readonly ImmutableArray<Signature>.Builder _subkeyRevocations = ImmutableArray.CreateBuilder<Signature>();
        private readonly List<Signature> _signatures = [];

        /// <summary>Takes the signatures for the component that stands before them.</summary>
        private Action<ImmutableArray<Signature>>? _component;

        public void Add(Packet packet)
        {
            if (packet.Type == PacketType.Signature)
            {
                Signature signature = SignatureReader.Read(packet.Body, packet.BodyOffset);
                IList<Signature> into = signature.Type switch
                {
                    // `cat key revocation` puts it behind whatever is last: a user id, a subkey, a photograph.
                    SignatureType.KeyRevocation => _ofPrimaryKey,
                    SignatureType.SubkeyRevocation => _subkeyRevocations,
                    _ => _signatures,
                };
                into.Add(signature);
                return;
            }

            Close();
            switch (packet.Type)
            {
                case PacketType.UserId:
                    if (packet.Body.Length > MaxUserId) throw new MalformedDataException(OpenPgpFormat.Name, packet.Offset, "user id", $"{packet.Body.Length} bytes", $"at most {MaxUserId} bytes");
                    _component = signatures => _userIds.Add(new(packet.Body) { Signatures = signatures });
                    break;
                case PacketType.PublicSubkey:
                    var key = PublicKeyPacket.Read(packet);
                    _component = signatures => _subkeys.Add(new(key) { Signatures = signatures });
                    break;
                default:
                    // A photograph vouches for nothing here, and neither do the certifications behind it.
                    _component = static _ => { };
                    break;
            }
        }

        public Certificate Finish()
        {
            Close();
            return new(primaryKey, _ofPrimaryKey.ToImmutable(), _userIds.ToImmutable(), _subkeys.ToImmutable(), _subkeyRevocations.ToImmutable());
        }

        private void Close()
        {
            ImmutableArray<Signature> signatures = [.. _signatures];
            _signatures.Clear();
            if (_component is null) _ofPrimaryKey.AddRange(signatures);
            else _component(signatures);
        }
    }
}
