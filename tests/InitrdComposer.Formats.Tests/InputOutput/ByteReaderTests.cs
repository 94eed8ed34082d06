using InitrdComposer.Formats.IO;
using Xunit;

namespace InitrdComposer.Formats.Tests.InputOutput;

public sealed class ByteReaderTests
{
    [Fact]
    public void ReadsBothByteOrders()
    {
        var reader = new ByteReader("test", [1, 2, 3, 4, 1, 2, 3, 4]);
        Assert.Equal(0x04030201u, reader.U32LittleEndian("a"));
        Assert.Equal(0x01020304u, reader.U32BigEndian("b"));
        Assert.Equal(0, reader.Remaining);
    }

    [Fact]
    public void AShortFieldNamesItsPlaceInTheFile()
    {
        MalformedDataException error = Assert.Throws<MalformedDataException>(() =>
        {
            var reader = new ByteReader("test", [1, 2, 3], baseOffset: 0x60);
            reader.Skip(1, "first");
            reader.U32LittleEndian("second");
        });
        Assert.Equal("test: offset 0x61: second: got 2 bytes, expected 4 bytes", error.Message);
    }

    [Fact]
    public void ANegativeLengthIsNoCrash() => Assert.Throws<MalformedDataException>(() => new ByteReader("test", [1]).Take(-1, "length"));
}
