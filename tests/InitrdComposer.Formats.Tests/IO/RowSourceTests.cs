using InitrdComposer.Formats.IO;
using Xunit;

namespace InitrdComposer.Formats.Tests.IO;

public sealed class RowSourceTests
{
    /// <summary>A gap in front, none, one, an empty part, one at the end.</summary>
    private static readonly RowSource Row = new([(2, Source("ab")), (4, Source("c")), (8, Source("")), (8, Source("defg"))], 15);

    private static readonly byte[] Expected = [0, 0, .. "abc"u8, 0, 0, 0, .. "defg"u8, 0, 0, 0];

    [Fact]
    public void EveryPartOfARowIsRead()
    {
        for (int start = 0; start <= Expected.Length; start++)
        {
            for (int length = 0; length <= Expected.Length - start; length++)
            {
                var bytes = new byte[length];
                Array.Fill(bytes, (byte)'!');
                Row.ReadExactlyAt(start, bytes);
                Assert.Equal(Expected[start..(start + length)], bytes);
            }
        }

        Assert.Equal(0, Row.ReadAt(Expected.Length, new byte[1]));
    }

    [Fact]
    public void NothingInARowIsNULs()
    {
        var bytes = new byte[] { 1, 2, 3 };
        new RowSource([], 3).ReadExactlyAt(0, bytes);
        Assert.Equal(new byte[3], bytes);
    }

    [Fact]
    public void PartsNeitherOverlapNorExceed()
    {
        Assert.Throws<ArgumentException>(() => new RowSource([(0, Source("ab")), (1, Source("c"))], 9));
        Assert.Throws<ArgumentException>(() => new RowSource([(0, Source("ab"))], 1));
        Assert.Throws<ArgumentException>(() => new RowSource([(-1, Source("ab"))], 9));
    }

    private static PositionalSource Source(string text) => PositionalSource.OfBytes(System.Text.Encoding.ASCII.GetBytes(text));
}
