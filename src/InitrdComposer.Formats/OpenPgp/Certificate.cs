using System.Collections.Immutable;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>
/// A transferable public key (RFC 9580, 10.1): a primary key, its user ids and subkeys, and the signatures behind each: read, and not judged.
/// </summary>
public sealed class Certificate
{
    internal Certificate(PublicKeyPacket primaryKey, ImmutableArray<Signature> signatures, ImmutableArray<UserId> userIds, ImmutableArray<Subkey> subkeys, ImmutableArray<Signature> subkeyRevocations) =>
        (PrimaryKey, Signatures, UserIds, Subkeys, SubkeyRevocations) = (primaryKey, signatures, userIds, subkeys, subkeyRevocations);

    public PublicKeyPacket PrimaryKey { get; }

    public ImmutableArray<UserId> UserIds { get; }

    public ImmutableArray<Subkey> Subkeys { get; }

    /// <summary>The primary key's.</summary>
    public Fingerprint Fingerprint => PrimaryKey.Fingerprint;

    /// <summary>The first user id, for messages; empty without one.</summary>
    public string Name => UserIds.IsEmpty ? "" : UserIds[0].Text;

    /// <summary>Over the primary key alone: direct-key signatures and, wherever they stand, revocations.</summary>
    public ImmutableArray<Signature> Signatures { get; }

    /// <summary>Revocations of subkeys, wherever they stand: of which one is found out by trying.</summary>
    public ImmutableArray<Signature> SubkeyRevocations { get; }

    /// <summary>Copies of one certificate together: what one lacks, a revocation above all, another has.</summary>
    /// <param name="copies">At least one, all of one fingerprint.</param>
    public static Certificate Merge(IEnumerable<Certificate> copies)
    {
        Certificate[] all = [.. copies];
        return new(
            all[0].PrimaryKey,
            [.. all.SelectMany(copy => copy.Signatures)],
            [.. from copy in all from id in copy.UserIds group id by Convert.ToHexString(id.Bytes.Span) into same select same.First() with { Signatures = [.. same.SelectMany(id => id.Signatures)] }],
            [.. from copy in all from subkey in copy.Subkeys group subkey by subkey.Key.Fingerprint into same select same.First() with { Signatures = [.. same.SelectMany(subkey => subkey.Signatures)] }],
            [.. all.SelectMany(copy => copy.SubkeyRevocations)]);
    }
}

/// <summary>Whom a certificate is of, by its own word or others'.</summary>
/// <param name="Bytes">UTF-8 by convention.</param>
public sealed record UserId(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Printable.</summary>
    public string Text => Printable.Escape(Bytes.Span);

    public ImmutableArray<Signature> Signatures { get; init; } = [];
}

/// <summary>A further key of a certificate.</summary>
public sealed record Subkey(PublicKeyPacket Key)
{
    /// <summary>Without revocations.</summary>
    public ImmutableArray<Signature> Signatures { get; init; } = [];
}
