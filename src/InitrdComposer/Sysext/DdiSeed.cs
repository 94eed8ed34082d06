using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext;

/// <summary>Where the identifiers of an image come from: the same seed, the same image. Derived as systemd-repart 262 does (--seed=).</summary>
/// <param name="Value">128 bits; as text in the order of RFC 9562.</param>
public readonly record struct DdiSeed(Guid Value)
{
    /// <summary>What an image has unless its recipe says another one: of its kind and name.</summary>
    public static DdiSeed Of(ExtensionKind kind, string name) =>
        new(new(SHA256.HashData(Encoding.UTF8.GetBytes($"initrd-composer {kind} {name}")).AsSpan(0, 16), bigEndian: true));

    /// <summary>All that an image is named by, but what its root hash names.</summary>
    /// <param name="signature">The type of the signature's partition.</param>
    public DdiIdentifiers Identifiers(Guid signature) => new(Disk, Verity, [.. VeritySalt], Partition(signature));

    /// <summary>Names the disk.</summary>
    public Guid Disk => Of(Value, "disk-uuid"u8);

    /// <summary>Names the verity device.</summary>
    public Guid Verity => Of(Value, "verity-uuid"u8);

    /// <summary>Goes before each block that verity hashes.</summary>
    public byte[] VeritySalt => Derive(Value, "verity-salt"u8);

    /// <summary>Names the file system in a partition of a type.</summary>
    public Guid FileSystem(Guid partitionType) => Of(Partition(partitionType), "file-system-uuid"u8);

    /// <summary>Names the partition of a type, of those that are not named by a root hash.</summary>
    public Guid Partition(Guid type) => Of(Value, type.ToByteArray(bigEndian: true));

    /// <summary>A UUID of version 4, of bits that are not random.</summary>
    private static Guid Of(Guid key, ReadOnlySpan<byte> what)
    {
        byte[] bytes = Derive(key, what)[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    private static byte[] Derive(Guid key, ReadOnlySpan<byte> what) => HMACSHA256.HashData(key.ToByteArray(bigEndian: true), what);
}

/// <summary>Identifiers of an image.</summary>
/// <param name="Disk">Of its partition table.</param>
/// <param name="Verity">Of the verity device.</param>
/// <param name="VeritySalt">Goes before each block that verity hashes.</param>
/// <param name="Signature">Of the signature's partition.</param>
public sealed record DdiIdentifiers(Guid Disk, Guid Verity, ImmutableArray<byte> VeritySalt, Guid Signature);
