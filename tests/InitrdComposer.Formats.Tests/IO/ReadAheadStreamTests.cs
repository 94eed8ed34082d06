using InitrdComposer.Formats.IO;
using Xunit;

namespace InitrdComposer.Formats.Tests.IO;

public sealed class ReadAheadStreamTests
{
    private const int BlockSize = 1 << 18;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BlockSize)]
    [InlineData((9 * BlockSize) + 7)]
    public void GivesTheBytesOfTheOtherStream(int length)
    {
        byte[] bytes = Bytes(length);
        using var ahead = new ReadAheadStream(new MemoryStream(bytes));
        using var copy = new MemoryStream();
        ahead.CopyTo(copy, 1000);
        Assert.Equal(bytes, copy.ToArray());
        Assert.Equal(0, ahead.Read(new byte[1]));
    }

    [Fact]
    public void TheOtherStreamIsAtItsEndWhenThisOneIs()
    {
        var counted = new DigestingStream(new MemoryStream(Bytes(3 * BlockSize)), DigestAlgorithm.Sha256);
        using var ahead = new ReadAheadStream(counted);
        ahead.CopyTo(Stream.Null);
        Assert.Equal(3 * BlockSize, counted.Position);
        Assert.Equal(Digest.Sha256Of(Bytes(3 * BlockSize)), counted.Finish());
    }

    [Fact]
    public void AFailureShowsBehindTheBlocksBeforeIt()
    {
        using var ahead = new ReadAheadStream(new LimitedStream(new MemoryStream(Bytes(3 * BlockSize)), (2 * BlockSize) + 5, "data", "size"));
        ahead.ReadExactly(new byte[2 * BlockSize]);
        Assert.Throws<MalformedDataException>(() => ahead.Read(new byte[1]));
        Assert.Throws<MalformedDataException>(() => ahead.Read(new byte[1]));
    }

    [Fact]
    public void DisposingStopsTheThreadAndClosesTheOtherStream()
    {
        var inner = new MemoryStream(Bytes(20 * BlockSize));
        var ahead = new ReadAheadStream(inner);
        ahead.ReadExactly(new byte[10]);
        ahead.Dispose();
        Assert.False(inner.CanRead);
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)(i * 31 / 7);
        return bytes;
    }
}
