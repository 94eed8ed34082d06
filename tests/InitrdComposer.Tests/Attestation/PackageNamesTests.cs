using InitrdComposer.Attestation;
using InitrdComposer.Packages;
using Xunit;

namespace InitrdComposer.Tests.Attestation;

/// <summary>What bills of materials call packages and their licenses.</summary>
public sealed class PackageNamesTests
{
    /// <summary>The first is purl-spec's own example.</summary>
    [Theory]
    [InlineData("curl", null, "7.50.3", "1.fc25", "i386", "fedora", "25", "pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386&distro=fedora-25")]
    [InlineData("libstdc++", 2u, "1.0~rc1^git", "3+b1", "x86_64", "debian", null, "pkg:rpm/debian/libstdc%2B%2B@1.0~rc1%5Egit-3%2Bb1?arch=x86_64&epoch=2")]
    [InlineData("a", 0u, "1", "1", "noarch", null, "42", "pkg:rpm/a@1-1?arch=noarch")]
    public void APackageUrlNamesAnRpm(string name, uint? epoch, string version, string release, string arch, string? distribution, string? of, string expected) =>
        Assert.Equal(expected, PackageUrl.Of(new Nevra(name, new Evr(epoch, version, release), arch), distribution, of));

    [Theory]
    [InlineData("MIT", true)]
    [InlineData("GPL-2.0-or-later WITH GCC-exception-2.0 AND (MIT OR Apache-2.0)", true)]
    [InlineData("LGPL-2.1+", true)]
    [InlineData("((MIT))", true)]
    [InlineData("GPLv2+", false)]
    [InlineData("MIT and BSD", false)]
    [InlineData("mit", false)]
    [InlineData("MIT AND", false)]
    [InlineData("AND MIT", false)]
    [InlineData("MIT Apache-2.0", false)]
    [InlineData("(MIT", false)]
    [InlineData("MIT)", false)]
    [InlineData("()", false)]
    [InlineData("", false)]
    [InlineData("MIT WITH MIT", false)]
    [InlineData("see /usr/share/doc/bash/copyright", false)]
    public void AnExpressionIsOneOfTheListsIdentifiers(string text, bool isValid) => Assert.Equal(isValid, LicenseExpression.IsValid(text));

    [Fact]
    public void DepthHasALimit() => Assert.False(LicenseExpression.IsValid(new string('(', 100_000) + "MIT" + new string(')', 100_000)));
}
