using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Verity;

/// <summary>What stands before a dm-verity hash tree (cryptsetup, docs/on-disk-format-verity: version 1; hash type 1: the salt before the block). SHA-256 alone.</summary>
/// <param name="Uuid">Of the verity device, as its text has the bytes: RFC 9562 order.</param>
/// <param name="DataBlockSize">Bytes, a power of two from 512 to 65,536.</param>
/// <param name="HashBlockSize">The same of the tree.</param>
/// <param name="DataBlocks">How many the tree covers.</param>
/// <param name="Salt">At most 256 bytes.</param>
public sealed record VeritySuperblock(Guid Uuid, int DataBlockSize, int HashBlockSize, long DataBlocks, ImmutableArray<byte> Salt)
{
    public const int Size = 512;

    /// <summary>Where the fields are.</summary>
    public static FieldLayout Layout { get; } = FieldLayout.Of(
        ("signature", 8), ("version", 4), ("hash_type", 4), ("uuid", 16), ("algorithm", 32), ("data_block_size", 4), ("hash_block_size", 4),
        ("data_blocks", 8), ("salt_size", 2), ("padding", 6), ("salt", 256), ("padding2", 168));
    public const string Format = "verity";
    public const int MaxSaltSize = 256;

    private const uint Version = 1;
    private const uint HashType = 1;
    private const int AlgorithmSize = 32;
    private const int AlgorithmOffset = 32;
    private const int SaltOffset = 88;
    private const string Algorithm = "sha256";

    private static ReadOnlySpan<byte> Signature => "verity\0\0"u8;

    /// <exception cref="MalformedDataException">No superblock, or one of another version, hash type or algorithm.</exception>
    public static VeritySuperblock Read(ReadOnlySpan<byte> data, long offset = 0)
    {
        var reader = new ByteReader(Format, data, offset);
        Require(reader.Take(Signature.Length, "signature").SequenceEqual(Signature), offset, "signature", "other bytes", "\"verity\"");
        uint version = reader.U32LittleEndian("version");
        Require(version == Version, offset + 8, "version", $"{version}", $"{Version}");
        uint hashType = reader.U32LittleEndian("hash_type");
        Require(hashType == HashType, offset + 12, "hash_type", $"{hashType}", $"{HashType}");
        Guid uuid = new(reader.Take(16, "uuid"), bigEndian: true);
        string algorithm = Encoding.Latin1.GetString(reader.Take(AlgorithmSize, "algorithm").TrimEnd((byte)0));
        Require(algorithm == Algorithm, offset + AlgorithmOffset, "algorithm", $"\"{Printable.Escape(algorithm)}\"", Algorithm);
        int dataBlockSize = BlockSize(reader.U32LittleEndian("data_block_size"), offset + 64, "data_block_size");
        int hashBlockSize = BlockSize(reader.U32LittleEndian("hash_block_size"), offset + 68, "hash_block_size");
        ulong blocks = reader.U64LittleEndian("data_blocks");
        Require(blocks is > 0 and <= long.MaxValue >> 16, offset + 72, "data_blocks", $"{blocks}", "from 1 to 2^47");
        ushort salt = reader.U16LittleEndian("salt_size");
        Require(salt <= MaxSaltSize, offset + 80, "salt_size", $"{salt}", $"at most {MaxSaltSize}");
        reader.Skip(SaltOffset - reader.Position, "padding");
        return new(uuid, dataBlockSize, hashBlockSize, (long)blocks, [.. reader.Take(salt, "salt")]);
    }

    public void Write(Span<byte> into)
    {
        into[..Size].Clear();
        Signature.CopyTo(into);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], HashType);
        Uuid.TryWriteBytes(into[16..], bigEndian: true, out _);
        Encoding.Latin1.GetBytes(Algorithm, into[AlgorithmOffset..]);
        BinaryPrimitives.WriteInt32LittleEndian(into[64..], DataBlockSize);
        BinaryPrimitives.WriteInt32LittleEndian(into[68..], HashBlockSize);
        BinaryPrimitives.WriteInt64LittleEndian(into[72..], DataBlocks);
        BinaryPrimitives.WriteUInt16LittleEndian(into[80..], (ushort)Salt.Length);
        Salt.CopyTo(into[SaltOffset..]);
    }

    private static int BlockSize(uint size, long offset, string field)
    {
        Require(size is >= 512 and <= 65_536 && uint.IsPow2(size), offset, field, $"{size}", "a power of two from 512 to 65536");
        return (int)size;
    }

    private static void Require(bool condition, long offset, string field, string got, string expected)
    {
        if (!condition) throw new MalformedDataException(Format, offset, field, got, expected);
    }
}
