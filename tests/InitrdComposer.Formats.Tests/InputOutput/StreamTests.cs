using System.Security.Cryptography;
using InitrdComposer.Formats.IO;
using Xunit;

namespace InitrdComposer.Formats.Tests.InputOutput;

public sealed class StreamTests
{
    private static readonly byte[] Data = RandomNumberGenerator.GetBytes(10_000);

    [Fact]
    public void LimitedStreamDeliversExactlyTheLimit()
    {
        using var stream = new LimitedStream(new MemoryStream(Data), Data.Length, "test", "size");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        Assert.Equal(Data, copy.ToArray());
    }

    [Fact]
    public void LimitedStreamStopsAtOneByteMore()
    {
        using var stream = new LimitedStream(new MemoryStream(Data), Data.Length - 1, "test", "size");
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => stream.CopyTo(Stream.Null));
        Assert.Equal("at most 9999 bytes", error.Expected);
    }

    [Fact]
    public void DigestingStreamHashesWhatPassesThrough()
    {
        using var stream = new DigestingStream(new MemoryStream(Data), DigestAlgorithm.Sha512);
        stream.CopyTo(Stream.Null);
        Assert.Equal(Digest.FromBytes(DigestAlgorithm.Sha512, SHA512.HashData(Data)), stream.Finish());
        Assert.Equal(Data.Length, stream.Position);
    }

    [Fact]
    public void ASourceIsReadAtAnyOffsetAndAsStream()
    {
        PositionalSource source = PositionalSource.OfBytes(Data);
        byte[] middle = new byte[100];
        source.ReadExactlyAt(5000, middle);
        Assert.Equal(Data[5000..5100], middle);
        Assert.Throws<EndOfStreamException>(() => source.ReadExactlyAt(Data.Length - 1, new byte[2]));
        Assert.Equal(Digest.Sha256Of(Data), Digest.Sha256Of(source.OpenStream()));
    }

    [Theory]
    [InlineData(0, 4, 0)]
    [InlineData(1, 4, 4)]
    [InlineData(4096, 4096, 4096)]
    [InlineData(4097, 4096, 8192)]
    public void AlignmentRoundsUp(long value, int alignment, long expected)
    {
        Assert.Equal(expected, Alignment.Up(value, alignment));
        Assert.Equal(expected - value, Alignment.Padding(value, alignment));
    }

    [Fact]
    public void AlignmentDoesNotWrap() => Assert.Throws<OverflowException>(() => Alignment.Up(long.MaxValue, 4096));
}
