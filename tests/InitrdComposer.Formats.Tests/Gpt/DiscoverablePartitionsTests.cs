using InitrdComposer.Formats.Gpt;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Gpt;

public sealed class DiscoverablePartitionsTests
{
    /// <summary>Each row of the specification's table that belongs to an architecture.</summary>
    [Fact]
    public void TypesAreTheSpecifications()
    {
        string[][] rows = [.. File.ReadLines(Checkout.Fixture("sysext", "dps-types.tsv")).Skip(1).Select(line => line.Split('\t')).Where(row => row[0] != "other")];
        Assert.Equal(126, rows.Length);
        Assert.All(rows, row =>
        {
            PartitionTree tree = row[0].StartsWith("root", StringComparison.Ordinal) ? PartitionTree.Root : PartitionTree.Usr;
            PartitionContent content = row[0].EndsWith("-sig", StringComparison.Ordinal) ? PartitionContent.VeritySignature
                : row[0].EndsWith("-verity", StringComparison.Ordinal) ? PartitionContent.Verity : PartitionContent.Data;
            Assert.True(DiscoverablePartitions.TryFind(tree, content, row[1], out Guid? type));
            Assert.Equal((Guid.Parse(row[2]), row[3]), (type.Value, DiscoverablePartitions.NameOf(tree, content, row[1])));
        });
        Assert.False(DiscoverablePartitions.TryFind(PartitionTree.Root, PartitionContent.Data, "x86_64", out _));
    }
}
