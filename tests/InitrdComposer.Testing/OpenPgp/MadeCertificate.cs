namespace InitrdComposer.Testing.OpenPgp;

/// <summary>A transferable public key (RFC 9580, 10.1) of version 4, a sound one or another.</summary>
/// <param name="primary">Its own key.</param>
public sealed class MadeCertificate(MadeKey primary)
{
    private const int KeyRevocation = 0x20, SubkeyRevocation = 0x28, PositiveCertification = 0x13;

    /// <summary>Key flags (RFC 9580, 5.2.3.29).</summary>
    public const byte Certifies = 1, Signs = 2, Encrypts = 4;

    private static readonly MadeSignature Early = new(MadeKey.Start), Late = new(MadeKey.Start.AddYears(1));

    private readonly List<byte[]> _subkeys = [];

    public MadeKey Primary => primary;

    public string Fingerprint => primary.Fingerprint;

    public string UserId { get; set; } = "Test <test@example.org>";

    /// <summary>What the primary key is for.</summary>
    public byte Flags { get; set; } = Certifies | Signs;

    /// <summary>How long the primary key lives; null: for ever.</summary>
    public TimeSpan? Life { get; set; }

    public bool IsRevoked { get; set; }

    /// <summary>Of the revocation.</summary>
    public int RevocationHash { get; set; } = 8;

    /// <summary>Packets behind everything else.</summary>
    public byte[] More { get; set; } = [];

    /// <summary>Adds a subkey; what is left away is missing.</summary>
    public MadeCertificate Add(MadeKey subkey, byte flags = Signs, bool isBound = true, bool isCrossCertified = true, bool isRevoked = false, TimeSpan? life = null)
    {
        _subkeys.Add(isBound ? primary.Bind(subkey, WithLife(Early.WithFlags(flags), life), isCrossCertified ? Early : null) : subkey.SubkeyPacket);
        if (isRevoked) _subkeys.Add(primary.Sign(Late with { Type = SubkeyRevocation }, primary.Hashed, subkey.Hashed));
        return this;
    }

    public byte[] ToBytes() =>
    [
        .. primary.PrimaryPacket, .. IsRevoked ? primary.Sign(Late with { Type = KeyRevocation, Hash = RevocationHash }, primary.Hashed) : [], .. MadeKey.UserIdPacket(UserId),
        .. primary.Sign(WithLife(Early.WithFlags(Flags), Life) with { Type = PositiveCertification }, primary.Hashed, MadeKey.HashedUserId(UserId)), .. _subkeys.SelectMany(packets => packets), .. More,
    ];

    private static MadeSignature WithLife(MadeSignature self, TimeSpan? life) => life is TimeSpan time ? self.WithKeyExpiry(time) : self;
}
