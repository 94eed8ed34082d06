using InitrdComposer.Cpio;
using Xunit;

namespace InitrdComposer.Tests.Cpio;

public sealed class WriteBehindStreamTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(1000, 12_345)]
    [InlineData(1 << 20, 10)]
    [InlineData(3_000_001, 4)]
    public void EverythingArrivesInOrder(int size, int count)
    {
        using var inner = new MemoryStream();
        using var expected = new MemoryStream();
        using (var behind = new WriteBehindStream(inner))
        {
            for (int i = 0; i < count; i++)
            {
                byte[] data = new byte[size];
                data.AsSpan().Fill((byte)i);
                expected.Write(data);
                behind.Write(data);
            }

            behind.Complete();
        }

        Assert.True(expected.ToArray().AsSpan().SequenceEqual(inner.ToArray()));
    }

    [Fact]
    public void TheInnerStreamsErrorReachesTheWriter()
    {
        using var behind = new WriteBehindStream(new MemoryStream(new byte[10]));
        Assert.Throws<NotSupportedException>(() =>
        {
            for (int i = 0; i < 100; i++) behind.Write(new byte[1 << 20]);
            behind.Complete();
        });
    }

    [Fact]
    public void DisposalWithoutCompletionEnds()
    {
        var behind = new WriteBehindStream(Stream.Null);
        behind.Write(new byte[5 << 20]);
        behind.Dispose();
    }
}
