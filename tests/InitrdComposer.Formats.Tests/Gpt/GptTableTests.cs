using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Gpt;

public sealed class GptTableTests
{
    /// <summary>What libfdisk wrote for systemd-repart 262.1.</summary>
    [Fact]
    public void BothTablesAreRepartsByteForByte()
    {
        GptTable table = DemoExtension.Table;
        Assert.Equal(DemoExtension.Bytes[..(GptTable.HeadBlocks * GptTable.BlockSize)], Written(table.WriteHead));
        Assert.Equal(DemoExtension.Bytes[^(GptTable.TailBlocks * GptTable.BlockSize)..], Written(table.WriteTail));
        Assert.Equal(["root-x86-64", "root-x86-64-verity", "root-x86-64-verity-sig"], table.Partitions.Select(partition => partition.Name));
        Assert.All(table.Partitions, partition => Assert.Equal(GptPartition.ReadOnly, partition.Attributes));
        Assert.Equal(Guid.Parse("6913f4b6-6690-4a57-a202-f1b53c56dbdf"), table.DiskGuid);
    }

    [Fact]
    public void SfdiskReadsWhatIsWritten()
    {
        using var folder = new TempFolder();
        var table = new GptTable(
            Guid.Parse("01234567-89ab-4def-8123-456789abcdef"), 4096,
            [
                new(Guid.Parse("4f68bce3-e8cd-4db1-96e7-fbcaf984b709"), Guid.Parse("11111111-2222-4333-8444-555555555555"), 40, 99, GptPartition.ReadOnly, "größer"),
                new(Guid.Parse("0fc63daf-8483-4772-8e79-3d69d8477de4"), Guid.Parse("11111111-2222-4333-8444-666666666666"), 100, 4062, 0, new string('x', 36)),
            ]);
        byte[] disk = new byte[table.Blocks * GptTable.BlockSize];
        Written(table.WriteHead).CopyTo(disk, 0);
        byte[] tail = Written(table.WriteTail);
        tail.CopyTo(disk, disk.Length - tail.Length);
        File.WriteAllBytes(folder["disk"], disk);

        Tool sfdisk = Tool.Require("sfdisk", "fdisk");
        Assert.DoesNotContain("corrupt", sfdisk.Run("--verify", folder["disk"]), StringComparison.OrdinalIgnoreCase);
        string dump = sfdisk.Run("--dump", folder["disk"]);
        Assert.Contains("label-id: 01234567-89AB-4DEF-8123-456789ABCDEF", dump, StringComparison.Ordinal);
        Assert.Contains("start=          40, size=          60, type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, uuid=11111111-2222-4333-8444-555555555555", dump, StringComparison.Ordinal);
        Assert.Contains("attrs=\"GUID:60\"", dump, StringComparison.Ordinal);
        Assert.Contains("start=         100, size=        3963", dump, StringComparison.Ordinal);
        GptTable read = GptTable.Read(PositionalSource.OfBytes(disk));
        Assert.Equal((table.DiskGuid, table.Blocks), (read.DiskGuid, read.Blocks));
        Assert.Equal(table.Partitions, read.Partitions);
    }

    [Theory]
    [InlineData(512, "Signature")]
    [InlineData(512 + 13, "HeaderSize")]
    [InlineData(512 + 40, "HeaderCRC32")]
    [InlineData(1024 + 5, "PartitionEntryArrayCRC32")]
    public void DamageIsRefused(int offset, string field)
    {
        byte[] damaged = [.. DemoExtension.Bytes];
        damaged[offset] ^= 0xFF;
        Assert.Equal(field, Assert.Throws<MalformedDataException>(() => GptTable.Read(PositionalSource.OfBytes(damaged))).Field);
    }

    [Fact]
    public void PartitionsThatOverlapAreRefused()
    {
        GptTable table = DemoExtension.Table;
        GptTable overlapping = table with { Partitions = [table.Partitions[0], table.Partitions[1] with { FirstLba = table.Partitions[0].LastLba }] };
        byte[] disk = [.. DemoExtension.Bytes];
        Written(overlapping.WriteHead).CopyTo(disk, 0);
        Assert.Equal("partition root-x86-64-verity", Assert.Throws<MalformedDataException>(() => GptTable.Read(PositionalSource.OfBytes(disk))).Field);
    }

    [Fact]
    public void ADiskThatIsTooSmallIsRefused() =>
        Assert.Equal("disk", Assert.Throws<MalformedDataException>(() => GptTable.Read(PositionalSource.OfBytes(new byte[20_000]))).Field);

    private static byte[] Written(Action<Stream> write)
    {
        using var output = new MemoryStream();
        write(output);
        return output.ToArray();
    }
}
