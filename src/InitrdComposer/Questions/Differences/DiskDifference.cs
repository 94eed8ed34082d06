using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Formats.Verity;

namespace InitrdComposer.Questions.Differences;

/// <summary>
/// Compares discoverable disk images: first the file system, of which hash tree, root hash and the names of partitions follow, then verity and signature, then the partition
/// table, its checksums last.
/// </summary>
internal static class DiskDifference
{
    /// <summary>Behind the protective MBR and the header, where every writer puts them.</summary>
    private const int FirstEntry = 2 * GptTable.BlockSize;

    public static Difference? Find(PositionalSource given, PositionalSource expected)
    {
        ImmutableArray<GptPartition> right = GptTable.Read(expected).Partitions;
        return Partitions(given) is { } left ? left.Zip(right, (was, becomes) => InPartition(given, was, expected, becomes)).FirstOrDefault(found => found is not null) ?? InTable(given, expected) : InTable(given, expected);
    }

    /// <summary>Null: the table is damaged, and its fields are compared one by one.</summary>
    private static ImmutableArray<GptPartition>? Partitions(PositionalSource given)
    {
        try
        {
            return GptTable.Read(given).Partitions;
        }
        catch (MalformedDataException)
        {
            return null;
        }
    }

    private static Difference? InPartition(PositionalSource given, GptPartition was, PositionalSource expected, GptPartition becomes)
    {
        if (was.Offset > given.Length - was.Length) return null;
        PositionalSource left = given.Slice(was.Offset, was.Length), right = expected.Slice(becomes.Offset, becomes.Length);
        if (ByteDifference.FirstOffset(left, right) is not long offset) return null;
        Difference? found = DiscoverablePartitions.TryIdentify(becomes.Type, out DiscoverablePartition? kind)
            ? kind.Content switch
            {
                PartitionContent.Data => SquashfsReader.IsSquashfs(right) ? SquashfsDifference.Find(left, right) : null,
                PartitionContent.Verity => InVerity(left, right, offset),
                _ => JsonDifference.Find(Text(left), Text(right)),
            }
            : null;
        return (found ?? ByteDifference.At(left, right, offset)).Inside($"partition {Printable.Escape(becomes.Name)}", was.Offset);
    }

    private static Difference InVerity(PositionalSource given, PositionalSource expected, long offset)
    {
        if (ByteDifference.InHeader(VeritySuperblock.Layout, given, expected, 0) is Difference header) return header with { Where = "verity superblock" };
        return ByteDifference.At(given, expected, offset) with { Where = "hash tree" };
    }

    private static byte[] Text(PositionalSource partition) => [.. partition.ReadAll().AsSpan().TrimEnd((byte)0)];

    private static Difference? InTable(PositionalSource given, PositionalSource expected)
    {
        for (int offset = FirstEntry; offset < GptTable.HeadBlocks * GptTable.BlockSize; offset += GptPartition.Size)
        {
            if (ByteDifference.InHeader(GptPartition.Layout, given, expected, offset) is Difference row) return row with { Where = $"partition entry {((offset - FirstEntry) / GptPartition.Size) + 1}" };
        }

        Difference? header = ByteDifference.InHeader(GptTable.HeaderLayout, given, expected, GptTable.BlockSize, field => !field.EndsWith("CRC32", StringComparison.Ordinal))
            ?? ByteDifference.InHeader(GptTable.HeaderLayout, given, expected, GptTable.BlockSize);
        return header is null ? null : header with { Where = "GPT header" };
    }
}
