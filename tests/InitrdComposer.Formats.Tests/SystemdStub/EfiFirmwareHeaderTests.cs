using InitrdComposer.Formats.SystemdStub;
using Xunit;

namespace InitrdComposer.Formats.Tests.SystemdStub;

public sealed class EfiFirmwareHeaderTests
{
    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        byte[] bytes = new byte[EfiFirmwareHeader.Size];
        new EfiFirmwareHeader(5, uint.MaxValue).Write(bytes);
        Assert.Equal(new(5, uint.MaxValue), EfiFirmwareHeader.Read(bytes, 0));
    }

    [Theory]
    [InlineData(0, "magic")]
    [InlineData(4, "header_len")]
    public void AnotherMagicOrLengthIsRefused(int offset, string field)
    {
        byte[] bytes = new byte[EfiFirmwareHeader.Size];
        new EfiFirmwareHeader(5, 1).Write(bytes);
        bytes[offset] ^= 1;
        Assert.Equal(field, Assert.Throws<MalformedDataException>(() => EfiFirmwareHeader.Read(bytes, 0)).Field);
    }
}
