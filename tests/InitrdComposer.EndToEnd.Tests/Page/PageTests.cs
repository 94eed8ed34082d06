using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>What a person sees and clicks.</summary>
public sealed class PageTests(PageFixture fixture) : IClassFixture<PageFixture>
{
    [Fact]
    public void TheHeadlineAnswers()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        Assert.Equal("virt.initrd is 1.1 MB smaller than generic.img", page.Text("h1"));
        Assert.Equal("That is 31 % less. 2 files only in A (4.3 MB unpacked), 1 only in B (1.5 MB), 4 the same in both.", page.Text("#lead"));
        Assert.Empty(page.Errors());
        Assert.Empty(page.Requests());
    }

    [Fact]
    public void OneImageIsShownAlone()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few.Where(file => file.A is not null), isDiff: false));
        Assert.Equal("generic.img is 3.5 MB", page.Text("h1"));
        Assert.Equal(1, page.Count(".card"));
        Assert.Equal(1, page.Count(".canvas"));
        Assert.Equal(0, page.Count("#kinds button"));
        Assert.Equal(["Path", "Class", "Package", "Unpacked▼", "Stored", "Share", "Mode", "Owner"], page.Texts("#table-files thead th"));
        Assert.Equal("/usr/bin/perl", page.Text("#table-files tbody th"));
        page.Click("#tab-modules");
        Assert.Equal(["e1000", "ext4", "tg3"], page.Texts("#table-modules tbody th"));
        Assert.Empty(page.Errors());
    }

    [Fact]
    public void DamageIsSaid()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few) { Damage = "trailer: the archive ends before it" });
        Assert.Equal("Damaged: trailer: the archive ends before it, at byte 123,456. What was read before is shown.", page.Text(".card.a .notice"));
        Assert.Equal(0, page.Count(".card.b .notice"));
    }

    [Fact]
    public void WithoutPackagesThereIsNothingOfThem()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few.Select(file => file with { Package = null })));
        Assert.Equal(["Path", "Change", "Class", "A", "B", "B − A▼"], page.Texts("#table-files thead th"));
        Assert.Equal(0, page.Count("#map-group input"));
        Assert.Equal("0", page.Text("#tab-packages .amount"));
    }

    [Fact]
    public void ClassesStandSideBySide()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        Assert.Equal("programs", page.Text(".bars li:first-child .link"));
        Assert.Equal(["5.2 MB", "1.2 MB"], page.Texts(".bars li:first-child .numbers .number"));
        Assert.Equal("−4.0 MB", page.Text(".bars li:first-child .difference"));
        double[] widths = [.. page.Evaluate("[...document.querySelectorAll('.bars li:first-child .bar-of i')].map(bar => bar.getBoundingClientRect().width)")!.AsArray().Select(width => (double)width!)];
        Assert.Equal(1.2 / 5.2, widths[1] / widths[0], 2);
    }

    [Fact]
    public void FamiliesOfClassesOpen()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        Assert.Equal(["programs", "kernel modules", "libraries", "systemd", "unknown"], page.Texts(".bars .link"));
        page.Click(".more-of[data-family='kernel modules']");
        Assert.Equal(["programs", "kernel modules", "fs", "drivers/net", "libraries", "systemd", "unknown"], page.Texts(".bars .link"));
        Assert.Equal("kernel modules", (string?)page.Evaluate("document.activeElement.dataset.family"));
        page.Click(".bars .member .link");
        Assert.Equal(["All", "kernel modules", "fs"], page.Texts("#trail li"));
        Assert.Equal(["+1.6 MB", "−270.0 kB"], page.Texts(".bars .member .difference"));
    }

    [Fact]
    public void AreasOfTheMapAreSizes()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        double Area(string name) => (double)page.Evaluate($"[...document.querySelectorAll('[data-side=a] .tile')].filter(tile => tile.getAttribute('aria-label').startsWith('{name},')).map(tile => tile.getBoundingClientRect()).map(box => box.width * box.height)[0]")!;
        Assert.Equal(4_000_000.0 / 1_200_000, Area("perl") / Area("bash"), 0.2);
        Assert.Equal(2, page.Count(".canvas"));
    }

    [Fact]
    public void ClicksOpenClassesAndFoldersAndTheTrailLeadsBack()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        page.Click("[data-side=a] .tile[aria-label^='kernel modules,']");
        Assert.Equal("kernel modules", page.Text("#trail [aria-current]"));
        page.Click("[data-side=b] .tile[aria-label^='fs,']");
        Assert.Equal(["All", "kernel modules", "fs"], page.Texts("#trail li"));
        Assert.Equal(2, page.Count("[data-side=b] .tile.leaf"));
        page.Click("[data-side=b] .tile.leaf[aria-label^='xfs.ko']");
        Assert.Equal("/usr/lib/modules/6.1/kernel/fs/xfs/xfs.ko", page.Text("#details .path"));
        Assert.Contains("only in B", page.Text("#details"), StringComparison.Ordinal);
        page.Click("#trail button");
        Assert.Equal(["All"], page.Texts("#trail li"));
        Assert.Empty(page.Errors());
    }

    [Fact]
    public void TheMapIsColouredByChange()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        page.Click("#map-view label:nth-child(2) input");
        Assert.Equal(1, page.Count(".canvas"));
        Assert.Equal(1, page.Count(".tile.leaf.onlyA[aria-label^='perl']"));
        Assert.Equal(1, page.Count(".tile.leaf.onlyB[aria-label^='xfs.ko']"));
        Assert.Equal(6, page.Count("#map-key .kind-sign"));
        Assert.NotEqual(page.Evaluate("getComputedStyle(document.querySelector('.tile.leaf.onlyA')).backgroundColor")!.ToString(), page.Evaluate("getComputedStyle(document.querySelector('.tile.leaf.same')).backgroundColor")!.ToString());
    }

    [Fact]
    public void PackagesCanStandInPlaceOfFolders()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        page.Click("#map-group label:nth-child(2) input");
        Assert.Equal(1, page.Count("[data-side=a] .tile[aria-label^='perl-base,']"));
        page.Click("[data-side=a] .tile[aria-label^='unknown,']");
        Assert.Equal(["(no package)"], page.Texts("[data-side=a] .tile.open .name"));
    }

    [Fact]
    public void SizesAreUnpackedOrStored()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        Assert.Equal("8.8 MB", page.Text("#panels figcaption .number"));
        page.Click("#measure label:nth-child(2) input");
        Assert.Equal("3.5 MB", page.Text("#panels figcaption .number"));
        Assert.Equal(["2.1 MB", "480.0 kB"], page.Texts(".bars li:first-child .numbers .number"));
    }

    [Fact]
    public void TablesAreSortedByTheirHeadings()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        Assert.Equal("descending", (string?)page.Evaluate("document.querySelector('#table-files th:last-child').ariaSort"));
        Assert.Equal("/usr/bin/perl", page.Text("#table-files tbody th"));
        page.Click("#table-files th:first-child button");
        Assert.Equal("ascending", (string?)page.Evaluate("document.querySelector('#table-files th:first-child').ariaSort"));
        Assert.Equal(ReportFile.Few.Select(file => file.Path), page.Texts("#table-files tbody th"));
        page.Click("#table-files th:first-child button");
        Assert.Equal(ReportFile.Few.Select(file => file.Path).Reverse(), page.Texts("#table-files tbody th"));
        Assert.Equal(1, page.Count("#table-files [aria-sort]"));
    }

    [Fact]
    public void SearchFiltersEveryTableAndTheMap()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        page.Click("#query");
        page.Type("perl");
        Assert.Equal("1 file, A 4.0 MB, B 0 B", page.Text("#found"));
        Assert.Equal(["/usr/bin/perl"], page.Texts("#table-files tbody th"));
        Assert.Equal(["1 of 9", "1 of 5", "1 of 6", "0 of 4", "0", "0 of 3", "0 of 2"], page.Texts("#tabs .amount"));
        Assert.Equal(1, page.Count("[data-side=a] .tile.leaf.found"));
        Assert.True(page.Count("[data-side=a] .tile.dim") > 3);

        page.Evaluate("document.querySelector('#query').select()");
        page.Type("class:modules path:/fs/");
        Assert.Equal(["/usr/lib/modules/6.1/kernel/fs/xfs/xfs.ko", "/usr/lib/modules/6.1/kernel/fs/ext4/ext4.ko"], page.Texts("#table-files tbody th"));
        Assert.Empty(page.Errors());
    }

    [Fact]
    public void SignsOfChangeAreFilters()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        page.Click("[data-kind=onlyB]");
        Assert.Equal(["/usr/lib/modules/6.1/kernel/fs/xfs/xfs.ko"], page.Texts("#table-files tbody th"));
        page.Click("[data-kind=onlyA]");
        Assert.Equal(3, page.Count("#table-files tbody tr"));
        page.Click("[data-kind=onlyA]");
        page.Click("[data-kind=onlyB]");
        Assert.Equal(9, page.Count("#table-files tbody tr"));
        Assert.Equal("", page.Text("#found"));
    }

    [Fact]
    public void EachTableSaysWhatTheDocumentSays()
    {
        using BrowserPage page = fixture.Open(new(ReportFile.Few));
        string[] Table(string name)
        {
            page.Click($"#tab-{name}");
            return page.Texts($"#table-{name} tbody tr:first-child > *");
        }

        Assert.Equal(["perl-base", "", "", "1", "0", "4.0 MB", "0 B", "−4.0 MB"], Table("packages"));
        Assert.Equal(["programs", "2", "1", "5.2 MB", "1.2 MB", "−4.0 MB"], Table("classes"));
        Assert.Equal(["e1000", "≠in both, with other content"], Table("modules").Select(text => text.Replace("\n", "", StringComparison.Ordinal)));
        Assert.Equal(["LUKS (cryptsetup)", "storage", "yes", "yes", "/usr/sbin/luks (cryptsetup)"], Table("features"));
        Assert.Equal(["/usr/lib64/libz.so.1", "/usr/lib/libz.so.1", "90.0 kB", "2", "1", "90.0 kB", "0 B"], SortedByWaste());

        string[] SortedByWaste()
        {
            page.Click("#tab-duplicates");
            page.Click("#table-duplicates th:nth-child(6) button");
            return page.Texts("#table-duplicates tbody tr:first-child > *");
        }
    }
}
