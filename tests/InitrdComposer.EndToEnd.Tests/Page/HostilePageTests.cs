using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>A page of names that were made to break it.</summary>
public sealed class HostilePageTests(PageFixture fixture) : IClassFixture<PageFixture>
{
    private static readonly ReportDocument Document =
        new(HostilePaths.All.Select(path => new ReportFile(path, path, path, 1_000, 2_000))) { Names = [HostilePaths.All[0], HostilePaths.All[2]] };

    [Fact]
    public void NamesStayText()
    {
        using BrowserPage page = fixture.Open(Document);
        Assert.Contains("compared", (string?)page.Evaluate("document.title"), StringComparison.Ordinal);
        Assert.DoesNotContain("= 'taken' compared", (string?)page.Evaluate("document.title"), StringComparison.Ordinal);
        Assert.Equal(2, page.Count("script"));
        Assert.Equal(0, page.Count("img, [onmouseover], [onerror], [href^='javascript:']"));
        Assert.Equal(HostilePaths.All.Length, page.Count("#table-files tbody tr"));
        Assert.Contains(HostilePaths.All[0], page.Texts("#table-files tbody th"));
        Assert.Empty(page.Errors());
        Assert.Empty(page.Requests());
    }

    [Fact]
    public void WhatHidesOrTurnsTextIsShownByNumber()
    {
        using BrowserPage page = fixture.Open(Document);
        string[] names = page.Texts("#table-files tbody th");
        Assert.Contains(@"/\u{202e}gnp.exe", names);
        Assert.Contains(@"/line\u{a}break\u{d}\u{9}tab\u{0}", names);
        Assert.Contains(@"/\u{2028}\u{2029}", names);
    }

    [Fact]
    public void EveryNameOpensInTheMap()
    {
        using BrowserPage page = fixture.Open(Document);
        for (int row = 1; row <= HostilePaths.All.Length; row++) page.Click($"#table-files tbody tr:nth-child({row}) button");
        Assert.NotEqual("All", page.Text("#trail [aria-current]"));
        Assert.Empty(page.Errors());
    }

    [Fact]
    public void WhateverGetsInDoesNotRun()
    {
        using BrowserPage page = fixture.Open(Document);
        page.Evaluate("document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.isTaken = true' }))");
        Assert.False((bool)page.Evaluate("'isTaken' in window")!);
        Assert.NotEmpty(page.Errors());
    }

    [Fact]
    public void ThereIsNoWayToTheNetwork()
    {
        using BrowserPage page = fixture.Open(Document);
        Assert.Equal("refused", (string?)page.Evaluate("fetch('http://127.0.0.1:9/').then(() => 'answered', () => 'refused')"));
        page.WaitFor("true");
        Assert.Contains(page.Errors(), error => error.Contains("Content Security Policy", StringComparison.Ordinal));
    }
}
