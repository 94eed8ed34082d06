using System.Buffers.Binary;
using System.Text;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.Formats.Tests.Rpm;

public sealed class RpmHeaderReaderTests
{
    private const int IntroSize = 16;

    private static readonly HeaderSpec Sound = new HeaderSpec()
        .Add(RpmTag.Name, RpmType.String, 1, "name\0"u8)
        .Add(RpmTag.FileModes, RpmType.Int16, 2, [0x81, 0xA4, 0x41, 0xED])
        .Add(RpmTag.FileMtimes, RpmType.Int32, 1, [0, 0, 1, 0])
        .Add(RpmTag.FileLangs, RpmType.StringArray, 3, "de\0\0en\0"u8)
        .Add(RpmTag.LongFileSizes, RpmType.Int64, 1, [0, 0, 0, 1, 0, 0, 0, 0]);

    [Fact]
    public void TagsComeBackByType()
    {
        RpmHeader header = Read(Sound.ToBytes());
        Assert.Equal("name", header.String(RpmTag.Name));
        Assert.Equal([0x81A4, 0x41ED], header.UInt16Array(RpmTag.FileModes)!);
        Assert.Equal(256u, header.UInt32(RpmTag.FileMtimes));
        Assert.Equal(["de", "", "en"], header.Strings(RpmTag.FileLangs).ToTexts());
        Assert.Equal([1ul << 32], header.UInt64Array(RpmTag.LongFileSizes)!);
        Assert.Null(header.String(RpmTag.Version));
        Assert.Null(header.UInt32Array(RpmTag.Epoch));
        Assert.Equal(0, header.Strings(RpmTag.BaseNames).Count);
    }

    [Fact]
    public void AnotherTypeThanTheTagsIsMalformed()
    {
        RpmHeader header = Read(Sound.ToBytes());
        Assert.Throws<MalformedDataException>(() => header.UInt32Array(RpmTag.Name));
        Assert.Throws<MalformedDataException>(() => header.String(RpmTag.FileModes));
        Assert.Throws<MalformedDataException>(() => header.UInt32Array(RpmTag.FileModes));
        Assert.Throws<MalformedDataException>(() => header.Strings(RpmTag.FileMtimes));
        Assert.Throws<MalformedDataException>(() => header.Binary(RpmTag.Name).ToArray());
        Assert.Throws<MalformedDataException>(() => header.RequiredString(RpmTag.Version));
    }

    [Fact]
    public void TruncationAtEveryOffsetIsMalformed()
    {
        byte[] bytes = Sound.ToBytes();
        for (int length = 0; length < bytes.Length; length++)
        {
            MalformedDataException error = Assert.Throws<MalformedDataException>(() => Read(bytes[..length]));
            Assert.Equal(length, error.Position.Offset);
        }
    }

    [Theory]
    [InlineData(0, 0x8EADE802u, "magic")]
    [InlineData(4, 1u, "magic")]
    [InlineData(8, 0u, "index length")]
    [InlineData(8, 0x10000u, "index length")]
    [InlineData(8, 0xFFFFFFFFu, "index length")]
    [InlineData(12, 0x10000000u, "data length")]
    [InlineData(12, 0xFFFFFFFFu, "data length")]
    [InlineData(12, 0x0FFFFFFFu, "index and data")]
    public void LyingIntrosAreRefusedWithoutTheMemoryTheyAskFor(int position, uint value, string field)
    {
        byte[] bytes = Sound.ToBytes();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(position), value);
        long before = GC.GetAllocatedBytesForCurrentThread();
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => Read(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal(field, error.Field);
    }

    [Theory]
    [InlineData(1, 0, 99u, "tag")]
    [InlineData(1, 0, 0xFFFFFFFFu, "tag")]
    [InlineData(1, 4, 0u, "NAME (1000) type")]
    [InlineData(1, 4, 10u, "NAME (1000) type")]
    [InlineData(2, 8, 0x80000000u, "FILEMODES (1030) offset")]
    [InlineData(2, 8, 0x7FFFFFFFu, "FILEMODES (1030) offset")]
    [InlineData(2, 8, 4u, "FILEMODES (1030) offset")]
    [InlineData(2, 8, 7u, "FILEMODES (1030) offset")]
    [InlineData(3, 12, 0u, "FILEMTIMES (1034) count")]
    [InlineData(3, 12, 0x100000u, "FILEMTIMES (1034) count")]
    [InlineData(5, 12, 0xFFFFFu, "LONGFILESIZES (5008) count")]
    [InlineData(1, 12, 2u, "NAME (1000) count")]
    [InlineData(4, 12, 0xFFFFu, "FILELANGS (1097)")]
    [InlineData(0, 0, 61u, "region")]
    [InlineData(0, 4, 4u, "region")]
    [InlineData(0, 12, 32u, "region")]
    [InlineData(0, 8, 0u, "region offset")]
    [InlineData(0, 8, 0x80000000u, "region offset")]
    [InlineData(0, 8, 0x7FFFFFFFu, "region offset")]
    public void LyingIndexEntriesAreRefusedAtTheEntry(int entry, int position, uint value, string field)
    {
        byte[] bytes = Sound.ToBytes();
        int offset = IntroSize + (entry * RpmIndexEntry.Size);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(offset + position), value);
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => Read(bytes));
        Assert.Equal(field, error.Field);
        Assert.Equal(offset, error.Position.Offset);
    }

    [Theory]
    [InlineData(8, 0x80000000u)]
    [InlineData(8, 16u)]
    [InlineData(8, 0xFFFFFFF0u)]
    [InlineData(0, 61u)]
    public void ALyingRegionTrailerIsRefused(int position, uint value)
    {
        byte[] bytes = Sound.ToBytes();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - RpmIndexEntry.Size + position), value);
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => Read(bytes));
        Assert.Equal("region trailer", error.Field);
        Assert.Equal(bytes.Length - RpmIndexEntry.Size, error.Position.Offset);
    }

    [Fact]
    public void ATagTwiceIsRefused()
    {
        byte[] bytes = new HeaderSpec().Add(RpmTag.Name, RpmType.String, 1, "a\0"u8).Add(RpmTag.Name, RpmType.String, 1, "b\0"u8).ToBytes();
        Assert.Equal("NAME (1000)", Assert.Throws<MalformedDataException>(() => Read(bytes)).Field);
    }

    [Fact]
    public void AStringThatRunsIntoTheEndIsRefused()
    {
        byte[] bytes = new HeaderSpec { HasRegion = true }.Add(RpmTag.Name, RpmType.StringArray, 20, Encoding.ASCII.GetBytes("abc")).ToBytes();
        Assert.Equal("NAME (1000)", Assert.Throws<MalformedDataException>(() => Read(bytes)).Field);
    }

    [Fact]
    public void AHeaderWithoutRegionIsRefused() =>
        Assert.Equal("region", Assert.Throws<MalformedDataException>(() => Read(new HeaderSpec { HasRegion = false }.Add(RpmTag.Name, RpmType.String, 1, "a\0"u8).ToBytes())).Field);

    [Fact]
    public void SignatureHeadersArePaddedWithZerosTo8()
    {
        var spec = new HeaderSpec { Region = RpmTag.HeaderSignatures };
        byte[] bytes = spec.Add(RpmTag.Sha1Header, RpmType.String, 1, "abcd\0"u8).ToBytes();
        byte[] padding = new byte[-bytes.Length & 7];
        Assert.NotEmpty(padding);
        var stream = new MemoryStream([.. bytes, .. padding, 1]);
        RpmHeaderReader.Read(stream, RpmTag.HeaderSignatures, 96);
        Assert.Equal(1, stream.ReadByte());
        padding[0] = 1;
        Assert.Equal("padding", Assert.Throws<MalformedDataException>(
            () => RpmHeaderReader.Read(new MemoryStream([.. bytes, .. padding]), RpmTag.HeaderSignatures, 96)).Field);
        Assert.Throws<MalformedDataException>(() => RpmHeaderReader.Read(new MemoryStream(bytes), RpmTag.HeaderSignatures, 96));
    }

    private static RpmHeader Read(byte[] bytes) => RpmHeaderReader.Read(new MemoryStream(bytes), RpmTag.HeaderImmutable, 0);
}
