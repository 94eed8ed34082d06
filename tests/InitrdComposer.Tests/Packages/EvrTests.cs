using InitrdComposer.Formats;
using InitrdComposer.Packages;
using Xunit;

namespace InitrdComposer.Tests.Packages;

public sealed class EvrTests
{
    [Theory]
    [InlineData("1.0", null, "1.0", null)]
    [InlineData("1.0-2", null, "1.0", "2")]
    [InlineData("3:1.0-2", 3u, "1.0", "2")]
    [InlineData("0:1", 0u, "1", null)]
    [InlineData("1-2-3", null, "1-2", "3")]
    [InlineData("a:1", null, "a:1", null)]
    public void EpochEndsAtTheColonAndReleaseStartsAtTheLastDash(string text, uint? epoch, string version, string? release) =>
        Assert.Equal(new Evr(epoch, version, release), Evr.Parse(text));

    [Fact]
    public void EpochZeroIsNotWritten() => Assert.Equal("1-2", Evr.Parse("0:1-2").ToString());

    [Theory]
    [InlineData("0:1-1", "1-1", 0)]
    [InlineData("1:1-1", "2-1", 1)]
    [InlineData("1", "1-1", -1)]
    [InlineData("1~rc1-5", "1-1", -1)]
    [InlineData("1^git-1", "1-9", 1)]
    public void OrderIsEpochThenVersionThenRelease(string left, string right, int expected)
    {
        Assert.Equal(expected, Math.Sign(Evr.Parse(left).CompareTo(Evr.Parse(right))));
        Assert.Equal(-expected, Math.Sign(Evr.Parse(right).CompareTo(Evr.Parse(left))));
    }

    [Theory]
    [InlineData("4294967296:1", "epoch")]
    [InlineData("99999999999999999999:1", "epoch")]
    [InlineData("", "version")]
    [InlineData("1:", "version")]
    [InlineData("-1", "version")]
    public void AnEpochAbove32BitsAndAMissingVersionAreRefused(string text, string field) =>
        Assert.Equal(field, Assert.Throws<MalformedDataException>(() => Evr.Parse(text)).Field);
}
