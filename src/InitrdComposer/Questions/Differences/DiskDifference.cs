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
    private static readonly FieldLayout Entry = GptPartition.Layout;

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
        for (int i = 0; i < GptTable.HeadBlocks * GptTable.BlockSize / Entry.Size; i++)
        {
            long offset = (2L * GptTable.BlockSize) + ((long)i * Entry.Size);
            if (offset >= (long)GptTable.HeadBlocks * GptTable.BlockSize) break;
            if (ByteDifference.InHeader(Entry, given, expected, offset) is Difference row) return row with { Where = $"partition entry {i + 1}" };
        }

        FieldLayout header = GptTable.HeaderLayout;
        Difference? found = ByteDifference.InHeader(header, given, expected, GptTable.BlockSize, field => !field.EndsWith("CRC32", StringComparison.Ordinal)) ?? ByteDifference.InHeader(header, given, expected, GptTable.BlockSize);
        return found is null ? null : found with { Where = "GPT header" };
    }
}
