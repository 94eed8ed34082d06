using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Verity;

/// <summary>
/// The hash tree of dm-verity over a row of blocks: each block's digest, the digests of the blocks that these fill, and so on up to one block, whose digest is the
/// root hash (Linux, Documentation/admin-guide/device-mapper/verity.rst). A tree over 2 GiB of data takes 17 MB of memory.
/// </summary>
public sealed class VerityTree
{
    private const int DigestSize = SHA256.HashSizeInBytes;

    /// <summary>Blocks that a thread takes at a time.</summary>
    private const int Batch = 64;

    /// <summary>A tree must fit into memory: 64 GiB of data in blocks of 4,096 bytes.</summary>
    public const long MaxDigests = 1 << 24;

    private readonly ImmutableArray<byte[]> _levels;

    private VerityTree(VeritySuperblock superblock, ImmutableArray<byte[]> levels, Digest root) => (Superblock, _levels, RootHash) = (superblock, levels, root);

    public VeritySuperblock Superblock { get; }

    public Digest RootHash { get; }

    /// <summary>Bytes of the hash area: the superblock, filled up to a block, and the levels.</summary>
    public long Length => Superblock.HashBlockSize + _levels.Sum(level => (long)level.Length);

    /// <summary>Hashes data.</summary>
    /// <param name="data">Its length is a multiple of the block size.</param>
    /// <param name="describe">The superblock; its number of blocks is taken from the data.</param>
    /// <param name="threads">That hash at the same time.</param>
    /// <exception cref="ArgumentException">The data is empty, no row of whole blocks, or more than 64 GiB.</exception>
    public static VerityTree Of(PositionalSource data, VeritySuperblock describe, int threads)
    {
        long blocks = data.Length / describe.DataBlockSize;
        if (blocks == 0 || data.Length % describe.DataBlockSize != 0) throw new ArgumentException($"{data.Length} bytes are no row of blocks of {describe.DataBlockSize}", nameof(data));
        if (blocks > MaxDigests) throw new ArgumentException($"{blocks} blocks, at most {MaxDigests} can be hashed", nameof(data));
        VeritySuperblock superblock = describe with { DataBlocks = blocks };
        byte[] salt = [.. superblock.Salt];

        List<byte[]> levels = [];
        byte[] digests = Digests(data, superblock.DataBlockSize, salt, threads);
        while (digests.Length > DigestSize)
        {
            byte[] level = new byte[Alignment.Up(digests.Length, superblock.HashBlockSize)];
            digests.CopyTo(level, 0);
            levels.Add(level);
            digests = Digests(PositionalSource.OfBytes(level), superblock.HashBlockSize, salt, threads);
        }

        return new(superblock, [.. levels.AsEnumerable().Reverse()], Digest.FromBytes(DigestAlgorithm.Sha256, digests));
    }

    /// <summary>Where a stored hash area says something else of the data; null: nowhere. Superblocks are not compared.</summary>
    /// <param name="stored">The hash area, with its superblock.</param>
    /// <exception cref="MalformedDataException">It ends before its tree.</exception>
    public VerityDifference? FirstDifference(PositionalSource stored)
    {
        if (stored.Length < Length) throw new MalformedDataException(VeritySuperblock.Format, stored.Length, "hash tree", $"{stored.Length} bytes", $"{Length}");
        long offset = Superblock.HashBlockSize;
        long? treeDifference = null;
        byte[] buffer = new byte[1 << 16];
        for (int level = 0; level < _levels.Length; level++)
        {
            byte[] own = _levels[level];
            for (int at = 0; at < own.Length; at += buffer.Length)
            {
                Span<byte> read = buffer.AsSpan(0, Math.Min(buffer.Length, own.Length - at));
                stored.ReadExactlyAt(offset + at, read);
                int same = read.CommonPrefixLength(own.AsSpan(at));
                if (same == read.Length) continue;
                if (level == _levels.Length - 1 && (at + same) / DigestSize is int block && block < Superblock.DataBlocks) return new(IsData: true, block, (long)block * Superblock.DataBlockSize);
                treeDifference ??= (offset + at + same) / Superblock.HashBlockSize;
                break;
            }

            offset += own.Length;
        }

        return treeDifference is long hash ? new(IsData: false, hash, hash * Superblock.HashBlockSize) : null;
    }

    /// <summary>Writes the hash area: superblock, then levels, the smallest first.</summary>
    public void WriteTo(Stream output)
    {
        byte[] first = new byte[Superblock.HashBlockSize];
        Superblock.Write(first);
        output.Write(first);
        foreach (byte[] level in _levels) output.Write(level);
    }

    private static byte[] Digests(PositionalSource data, int blockSize, byte[] salt, int threads)
    {
        long blocks = data.Length / blockSize;
        byte[] digests = new byte[blocks * DigestSize];
        ParallelWork.Run(threads, [.. Enumerable.Range(0, (int)((blocks + Batch - 1) / Batch))], batch =>
        {
            long first = (long)batch * Batch;
            int count = (int)Math.Min(Batch, blocks - first);
            byte[] buffer = ArrayPool<byte>.Shared.Rent(salt.Length + (count * blockSize));
            try
            {
                // The salt stands before each block in turn, where the end of the one before was, which has been hashed: one call a block.
                data.ReadExactlyAt(first * blockSize, buffer.AsSpan(salt.Length, count * blockSize));
                for (int i = 0; i < count; i++)
                {
                    salt.CopyTo(buffer, i * blockSize);
                    SHA256.HashData(buffer.AsSpan(i * blockSize, salt.Length + blockSize), digests.AsSpan((int)((first + i) * DigestSize), DigestSize));
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        });
        return digests;
    }
}

/// <summary>A block that a hash tree is not of.</summary>
/// <param name="IsData">It is of the data; else only the tree itself is damaged.</param>
/// <param name="Block">Its number there.</param>
/// <param name="Offset">Its first byte there.</param>
public sealed record VerityDifference(bool IsData, long Block, long Offset);
