using System.Text;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>How the page looks: themes, widths, paper, and how soon it is there.</summary>
public sealed class PageLookTests(PageFixture fixture) : IClassFixture<PageFixture>
{
    private const string Ground = "getComputedStyle(document.body).backgroundColor";

    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(400, false)]
    [InlineData(400, true)]
    public void ThereIsAPicture(int width, bool isDark)
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Many(2_000)), width, isDark);
        Assert.True((int)page.Evaluate("document.documentElement.scrollWidth")! <= width);
        byte[] screenshot = page.Screenshot();
        (int colours, double ground) = Pixels.Summary(page, screenshot);
        Assert.True(colours > 30, $"{colours} colours");
        Assert.True(isDark ? ground < 60 : ground > 220, $"the ground's brightness is {ground}");
        Assert.Empty(page.Errors());
    }

    [Fact]
    public void TheThemeIsTheSystemsUntilTheSwitchSaysOtherwise()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        string light = (string)page.Evaluate(Ground)!;
        Assert.Equal("☾ Dark", page.Text("#theme"));
        page.PreferDark(true);
        string dark = (string)page.Evaluate(Ground)!;
        Assert.NotEqual(light, dark);
        page.WaitFor("document.querySelector('#theme').innerText.includes('Light')");
        page.Click("#theme");
        Assert.Equal(light, (string?)page.Evaluate(Ground));
        page.PreferDark(false);
        page.Click("#theme");
        Assert.Equal(dark, (string?)page.Evaluate(Ground));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TextCanBeReadOnItsGround(bool isDark)
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few), isDark: isDark);
        Assert.Empty(Contrasts.Below(page, 4.5));
        page.Click("#map-view label:nth-child(2) input");
        Assert.Empty(Contrasts.Below(page, 4.5));
    }

    [Fact]
    public void OnPaperAllTablesAreShownAndTheGroundIsLight()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Many(500)), isDark: true);
        page.OnPaper(true);
        page.Evaluate("dispatchEvent(new Event('beforeprint'))");
        Assert.Equal(7, (int)page.Evaluate("[...document.querySelectorAll('[role=tabpanel]')].filter(panel => panel.getBoundingClientRect().height > 0).length")!);
        Assert.Equal(60, page.Count("#table-files tbody tr"));
        Assert.Equal(0, (int)page.Evaluate("document.querySelector('.bar').getBoundingClientRect().height")!);
        page.Evaluate("dispatchEvent(new Event('afterprint'))");
        page.OnPaper(false);
        Assert.Equal(100, page.Count("#table-files tbody tr"));
        byte[] pdf = page.Pdf();
        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(pdf, 0, 8), StringComparison.Ordinal);
        Assert.True(pdf.Length > 20_000);
    }

    /// <summary>How fast it is, `make bench` says; here only that it is there at all, on a machine that does ten things at once.</summary>
    [Fact]
    public void TenThousandFilesAreUsable()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Many(10_000)));
        Assert.InRange((int)page.Evaluate("Number(document.documentElement.dataset.ready)")!, 1, 20_000);
        Assert.Equal(100, page.Count("#table-files tbody tr"));
        Assert.InRange(page.Count(".tile"), 100, 6_000);
        page.Click("#panel-files .pager button:last-child");
        Assert.Equal("9,901–10,000 of 10,000", page.Text("#panel-files .pager output"));
        page.Click("#query");
        page.Type("module1234.ko");
        Assert.Equal(1, page.Count("#table-files tbody tr"));
        Assert.Empty(page.Errors());
    }
}
