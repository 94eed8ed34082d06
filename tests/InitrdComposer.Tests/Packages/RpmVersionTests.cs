using System.Text;
using InitrdComposer.Packages;
using Xunit;

namespace InitrdComposer.Tests.Packages;

public sealed class RpmVersionTests
{
    public static TheoryData<string, string, int> Ordered => [.. Vectors.Rows("rpmvercmp.tsv").Select(row => (row[0], row[1], int.Parse(row[2])))];

    [Theory]
    [MemberData(nameof(Ordered))]
    public void OrderIsRpms(string left, string right, int expected) =>
        Assert.Equal(expected, Math.Sign(RpmVersion.Compare(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right))));

    [Fact]
    public void NumbersMayHaveAnyLength()
    {
        byte[] zeros = [.. Enumerable.Repeat((byte)'0', 1_000_000), (byte)'7'];
        byte[] nines = [.. Enumerable.Repeat((byte)'9', 1_000_000)];
        Assert.Equal(0, RpmVersion.Compare(zeros, "7"u8));
        Assert.True(RpmVersion.Compare(zeros, nines) < 0);
    }

    [Fact]
    public void EmptySortsBeforeAnythingButTilde()
    {
        Assert.True(RpmVersion.Compare([], "0"u8) < 0);
        Assert.True(RpmVersion.Compare([], "~"u8) > 0);
        Assert.True(RpmVersion.Compare([], "^"u8) < 0);
    }
}
