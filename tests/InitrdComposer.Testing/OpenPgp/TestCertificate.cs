using System.Text;
using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Testing.OpenPgp;

/// <summary>Writes transferable public keys (RFC 9580, 10.1), sound ones and others.</summary>
/// <param name="primary">Its own key.</param>
public sealed class TestCertificate(TestKey primary)
{
    private const byte PublicKey = 6, PublicSubkey = 14, User = 13, KeyExpiration = 9, KeyFlags = 27, EmbeddedSignature = 32;
    private const byte PositiveCertification = 0x13, SubkeyBinding = 0x18, PrimaryKeyBinding = 0x19, KeyRevocation = 0x20, SubkeyRevocation = 0x28;

    /// <summary>Key flags (RFC 9580, 5.2.3.29).</summary>
    public const byte Certifies = 1, Signs = 2, Encrypts = 4;

    private readonly List<byte[]> _subkeys = [];

    public TestKey Primary => primary;

    public Fingerprint Fingerprint => primary.Fingerprint;

    public string UserId { get; set; } = "Test <test@example.org>";

    /// <summary>What the primary key is for.</summary>
    public byte Flags { get; set; } = Certifies | Signs;

    /// <summary>How long the primary key lives; null: for ever.</summary>
    public TimeSpan? Life { get; set; }

    public bool IsRevoked { get; set; }

    /// <summary>Packets behind everything else.</summary>
    public byte[] More { get; set; } = [];

    /// <summary>Adds a subkey; what is left away is missing.</summary>
    public TestCertificate Add(TestKey subkey, byte flags = Signs, bool isBound = true, bool isCrossCertified = true, bool isRevoked = false, TimeSpan? life = null)
    {
        byte[] both = [.. primary.Framed, .. subkey.Framed];
        byte[] back = isCrossCertified ? TestKey.Subpacket(EmbeddedSignature, subkey.Sign(both, new() { Type = PrimaryKeyBinding, Made = TestKey.Start })[6..]) : [];
        SignatureSpec binding = new() { Type = SubkeyBinding, Made = TestKey.Start, Hashed = [.. TestKey.Subpacket(KeyFlags, [flags]), .. LifeOf(life), .. back] };
        _subkeys.Add(
        [
            .. TestKey.Packet(PublicSubkey, subkey.Body), .. isBound ? primary.Sign(both, binding) : [],
            .. isRevoked ? primary.Sign(both, new() { Type = SubkeyRevocation }) : [],
        ]);
        return this;
    }

    public byte[] ToBytes()
    {
        byte[] id = Encoding.UTF8.GetBytes(UserId);
        byte[] certified = [.. primary.Framed, 0xB4, .. TestKey.Bytes((uint)id.Length), .. id];
        SignatureSpec self = new() { Type = PositiveCertification, Made = TestKey.Start, Hashed = [.. TestKey.Subpacket(KeyFlags, [Flags]), .. LifeOf(Life)] };
        return
        [
            .. TestKey.Packet(PublicKey, primary.Body), .. IsRevoked ? primary.Sign(primary.Framed, new() { Type = KeyRevocation }) : [],
            .. TestKey.Packet(User, id), .. primary.Sign(certified, self), .. _subkeys.SelectMany(subkey => subkey), .. More,
        ];
    }

    private static byte[] LifeOf(TimeSpan? life) => life is TimeSpan time ? TestKey.Subpacket(KeyExpiration, TestKey.Bytes((uint)time.TotalSeconds)) : [];
}
