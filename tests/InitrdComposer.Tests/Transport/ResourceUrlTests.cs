using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Transport;

public sealed class ResourceUrlTests
{
    [Theory]
    [InlineData("/srv/repo", "/srv/repo")]
    [InlineData("repo", "/recipe/repo")]
    [InlineData("../repo/", "/repo/")]
    [InlineData("/srv/100%20#1?", "/srv/100%20#1?")]
    [InlineData("file:///srv/a%20b", "/srv/a b")]
    [InlineData("file:/srv/a", "/srv/a")]
    [InlineData("file://localhost/srv/a", "/srv/a")]
    [InlineData("http://example.org/a", "http://example.org/a")]
    [InlineData("https://u:p@example.org:8443/a?x=1", "https://example.org:8443/a?x=1")]
    public void WhatARecipeMayWrite(string text, string shown)
    {
        Assert.True(ResourceUrl.TryParse(text, "/recipe", out ResourceUrl? url));
        Assert.Equal(shown, url.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ftp://example.org/a")]
    [InlineData("file://server/share")]
    [InlineData("file:relative")]
    [InlineData("http://")]
    [InlineData("http://exa mple.org/")]
    [InlineData("/a\nb")]
    [InlineData("file:///a%0ab")]
    public void WhatItMayNot(string text) => Assert.False(ResourceUrl.TryParse(text, "/recipe", out _));

    [Theory]
    [InlineData("/srv/repo", "Packages/a-1%2B1.rpm", "/srv/repo/Packages/a-1+1.rpm")]
    [InlineData("http://e/repo/", "Packages/libstdc++-1~rc^2.rpm", "http://e/repo/Packages/libstdc%2B%2B-1~rc%5E2.rpm")]
    [InlineData("http://e/repo", "a b#c?d.rpm", "http://e/repo/a%20b%23c%3Fd.rpm")]
    [InlineData("http://e", "a%2Brpm", "http://e/a%2Brpm")]
    public void LocationsAreDecodedOnceAndEncodedAgain(string start, string relative, string expected)
    {
        Assert.True(ResourceUrl.TryParse(start, "/", out ResourceUrl? url));
        Assert.Equal(expected, url.Append(relative).ToString());
    }
}
