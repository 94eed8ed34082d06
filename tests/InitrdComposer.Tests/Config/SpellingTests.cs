using InitrdComposer.Config;
using Xunit;

namespace InitrdComposer.Tests.Config;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("instal", "install")]
    [InlineData("isntall", "install")]
    [InlineData("EXCLUDE", "exclude")]
    [InlineData("weak_deps", null)]
    [InlineData("weak-dependencis", "weak-dependencies")]
    [InlineData("packages", null)]
    [InlineData("x", null)]
    public void NearestKnownWordIsFound(string word, string? closest) =>
        Assert.Equal(closest, Spelling.Closest(word, ["install", "exclude", "weak-dependencies"]));

    [Fact]
    public void OfEquallyNearWordsTheFirstIsTaken() => Assert.Equal("bat", Spelling.Closest("cat", ["bat", "hat"]));

    [Fact]
    public void WordOfAMegabyteIsNoWork() => Assert.Null(Spelling.Closest(new string('x', 1 << 20), ["install"]));
}
