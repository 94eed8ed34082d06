using InitrdComposer.Config;
using Xunit;

namespace InitrdComposer.Tests.Config;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("500000", 500_000, "500k")]
    [InlineData("1.5G", 1_500_000_000, "1500M")]
    [InlineData("60M", 60_000_000, "60M")]
    [InlineData("123", 123, "123")]
    public void ASizeIsReadAndWritten(string text, long bytes, string written)
    {
        Assert.Equal(bytes, ByteSize.Parse(text));
        Assert.Equal(written, ByteSize.Write(bytes));
        Assert.Equal(bytes, ByteSize.Parse(written));
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("-1")]
    [InlineData("1 M")]
    [InlineData("1m")]
    [InlineData("99999999999999T")]
    public void WhatIsNoSizeIsNone(string text) => Assert.Null(ByteSize.Parse(text));
}
