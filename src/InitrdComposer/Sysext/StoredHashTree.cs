using InitrdComposer.Formats;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Verity;

namespace InitrdComposer.Sysext;

/// <summary>A hash tree in an image, which says how much of the data beside it is protected: no more of that is seen once it is mounted.</summary>
/// <param name="Area">Superblock and tree, and what is left of their partition.</param>
/// <param name="Superblock">The data is that many blocks, all of them there.</param>
/// <param name="Data">Those blocks.</param>
internal sealed record StoredHashTree(PositionalSource Area, VeritySuperblock Superblock, PositionalSource Data)
{
    private const int DataBlocksOffset = 72;

    /// <param name="disk">The image.</param>
    /// <param name="data">The partition that the tree protects.</param>
    /// <param name="verity">The partition that the tree is in.</param>
    /// <exception cref="MalformedDataException">There is no tree, or one over more than the data's partition holds or memory takes.</exception>
    public static StoredHashTree Read(PositionalSource disk, GptPartition data, GptPartition verity)
    {
        PositionalSource area = disk.Slice(verity.Offset, verity.Length);
        var superblock = VeritySuperblock.Read(area.ReadHead(VeritySuperblock.Size), verity.Offset);
        long most = Math.Min(VerityTree.MaxDigests, data.Length / superblock.DataBlockSize);
        return superblock.DataBlocks <= most
            ? new(area, superblock, disk.Slice(data.Offset, superblock.DataBlocks * superblock.DataBlockSize))
            : throw new MalformedDataException(VeritySuperblock.Format, verity.Offset + DataBlocksOffset, "data_blocks", $"{superblock.DataBlocks}", $"at most {most}");
    }

    /// <summary>The tree as it should be.</summary>
    /// <param name="threads">That hash at the same time.</param>
    public VerityTree Of(int threads) => VerityTree.Of(Data, Superblock, threads);
}
