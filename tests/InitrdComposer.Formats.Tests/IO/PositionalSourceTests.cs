using InitrdComposer.Formats.IO;
using Xunit;

namespace InitrdComposer.Formats.Tests.IO;

public sealed class PositionalSourceTests
{
    private static readonly PositionalSource Source = PositionalSource.OfBytes("abcde"u8.ToArray()).Slice(1, 3);

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "bc")]
    [InlineData(3, "bcd")]
    [InlineData(9, "bcd")]
    public void TheHeadIsAsLongAsItCanBe(int maxLength, string expected) => Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(Source.ReadHead(maxLength)));

    [Fact]
    public void AllBytesAreThoseOfTheStream()
    {
        using var copy = new MemoryStream();
        Source.OpenStream().CopyTo(copy);
        Assert.Equal(copy.ToArray(), Source.ReadAll());
    }
}
