using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Root;
using Xunit;

namespace InitrdComposer.Tests.Root;

public sealed class PackageRemovalsTests
{
    private static readonly PackageHeader[] Headers = [.. new[] { "systemd", "shadow-utils", "shadow-utils-subid" }.Select(name => new FakePackage(name).Header)];

    [Theory]
    [InlineData("shadow-utils", "systemd shadow-utils-subid")]
    [InlineData("shadow*", "systemd")]
    [InlineData("?shadow-utils", "systemd shadow-utils-subid")]
    [InlineData("?absent", "systemd shadow-utils shadow-utils-subid")]
    public void PackagesThatMatchAreLeftOut(string pattern, string left) =>
        Assert.Equal(left.Split(' '), PackageRemovals.Apply(Headers, [At(pattern)]).Select(header => header.Nevra.Name));

    [Fact]
    public void PatternThatMatchesNothingIsAnErrorUnlessItMay()
    {
        string[] names = [.. Headers.Select(header => header.Nevra.Name)];
        PackageRemovals.RequireMatches([At("shadow-*"), At("?absent")], names);
        ComposerException error = Assert.Throws<ComposerException>(() => PackageRemovals.RequireMatches([At("systemd"), At("absent")], names));
        Assert.Equal((FailureKind.Usage, "\"absent\" is the name of no package that is installed"), (error.Id.Kind, error.Message));
    }

    private static Located<string> At(string pattern) => new(pattern, new("recipe.toml"));
}
