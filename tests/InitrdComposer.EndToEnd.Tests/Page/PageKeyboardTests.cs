using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>The page without a mouse, and for those who hear it.</summary>
public sealed class PageKeyboardTests(PageFixture fixture) : IClassFixture<PageFixture>
{
    private const string Focused = "document.activeElement";

    [Fact]
    public void TheFirstTabsSkipToTheMapAndTheTables()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        page.Press("Tab");
        Assert.Equal("Skip to the map", (string?)page.Evaluate($"{Focused}.textContent"));
        Assert.True((double)page.Evaluate($"{Focused}.getBoundingClientRect().left")! >= 0);
        page.Press("Tab", "Enter");
        Assert.Equal("tables", (string?)page.Evaluate($"{Focused}.id"));
        page.Press("Tab");
        Assert.Equal("tab-files", (string?)page.Evaluate($"{Focused}.id"));
    }

    [Fact]
    public void TabReachesEachPartOnceAndInOrder()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        List<string> parts = [];
        for (int step = 0; step < 60; step++)
        {
            page.Press("Tab");
            string part = (string)page.Evaluate($"({Focused}.closest('.skip, #theme, #query, #measure, #kinds, #bars, #map-view, #map-group, [data-side], #tabs, thead, tbody') || {{}}).id || {Focused}.closest('[data-side]')?.dataset.side || {Focused}.closest('thead, tbody')?.tagName || {Focused}.className")!;
            if (parts.LastOrDefault() != part) parts.Add(part);
            if (part == "TBODY") break;
        }

        Assert.Equal(["skip", "theme", "query", "measure", "kinds", "bars", "map-view", "map-group", "a", "b", "tabs", "THEAD", "TBODY"], parts);
    }

    [Fact]
    public void ArrowKeysMoveInTheMapEnterOpensAndBackspaceReturns()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        page.Evaluate("document.querySelector('[data-side=a] .tile[tabindex=\"0\"]').focus()");
        string first = (string)page.Evaluate($"{Focused}.ariaLabel")!;
        Assert.StartsWith("programs, A 5.2 MB, B 1.2 MB, smaller in B", first.Replace('\u00a0', ' '), StringComparison.Ordinal);
        page.Press("ArrowDown");
        Assert.Equal("perl", (string?)page.Evaluate($"{Focused}.querySelector('.name').textContent"));
        Assert.Equal("/usr/bin/perl", page.Text("#details .path"));
        double Left() => (double)page.Evaluate($"{Focused}.getBoundingClientRect().left")!;
        double before = Left();
        page.Press("ArrowRight");
        Assert.True(Left() > before);
        page.Press("ArrowLeft", "Home");
        Assert.Equal(first, (string?)page.Evaluate($"{Focused}.ariaLabel"));
        page.Press("Enter");
        Assert.Equal("programs", page.Text("#trail [aria-current]"));
        Assert.Equal("perl", (string?)page.Evaluate($"{Focused}.querySelector('.name').textContent"));
        page.Press("Backspace");
        Assert.Equal("All", page.Text("#trail [aria-current]"));
        Assert.Equal(first, (string?)page.Evaluate($"{Focused}.ariaLabel"));
        Assert.Equal(1, page.Count("[data-side=a] .tile[tabindex='0']"));
    }

    [Fact]
    public void ArrowKeysMoveInTablesAcrossPages()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Many(250)));
        page.Evaluate("document.querySelector('#table-files tbody [tabindex=\"0\"]').focus()");
        string Row() => (string)page.Evaluate($"{Focused}.closest('tr').getAttribute('aria-rowindex')")!;
        Assert.Equal("2", Row());
        page.Press("ArrowDown", "ArrowDown");
        Assert.Equal("4", Row());
        page.Press("End", "ArrowDown");
        Assert.Equal("102", Row());
        page.Press("ArrowUp");
        Assert.Equal("101", Row());
        page.Press("Home", "ArrowUp");
        Assert.Equal("2", Row());
        string path = (string)page.Evaluate($"{Focused}.textContent")!;
        page.Press("Enter");
        Assert.Equal(path, page.Text("#details .path"));
        Assert.True((bool)page.Evaluate($"{Focused}.classList.contains('tile')")!);
    }

    [Fact]
    public void ArrowKeysChooseTables()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        page.Evaluate("document.querySelector('#tab-files').focus()");
        page.Press("ArrowRight");
        Assert.Equal("tab-packages", (string?)page.Evaluate("document.querySelector('[role=tab][aria-selected=true]').id"));
        Assert.Equal(["panel-packages"], page.Evaluate("[...document.querySelectorAll('[role=tabpanel]')].filter(panel => !panel.hidden).map(panel => panel.id)")!.AsArray().Select(id => (string)id!));
        page.Press("End");
        Assert.Equal("tab-duplicates", (string?)page.Evaluate($"{Focused}.id"));
    }

    [Fact]
    public void SlashSearches()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        page.Press("/", "l", "i", "b", "c");
        Assert.Equal("libc", (string?)page.Evaluate("document.querySelector('#query').value"));
        Assert.Equal(["/usr/lib64/libc.so.6"], page.Texts("#table-files tbody th"));
    }

    [Fact]
    public void FocusIsSeen()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        for (int step = 0; step < 25; step++)
        {
            page.Press("Tab");
            Assert.NotEqual("none", (string?)page.Evaluate($"getComputedStyle({Focused}.matches('.choice input') ? {Focused}.nextElementSibling : {Focused}).outlineStyle"));
        }
    }

    [Fact]
    public void EveryControlHasANameAndAKnownRole()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        (string Role, string Name)[] nodes = [.. page.Accessible()];
        Assert.All(nodes.Where(node => node.Role is "button" or "radio" or "tab" or "searchbox" or "link" or "tabpanel" or "radiogroup" or "navigation" or "table"), node => Assert.NotEqual("", node.Name));
        Assert.Contains(("searchbox", "Search paths, classes and packages"), nodes);
        Assert.Equal(7, nodes.Count(node => node.Role == "tab"));
        Assert.Contains(nodes, node => node.Role == "columnheader");
        Assert.Contains(nodes, node => node.Role == "rowheader");
        Assert.Contains(nodes, node => node.Role == "main");
    }
}
