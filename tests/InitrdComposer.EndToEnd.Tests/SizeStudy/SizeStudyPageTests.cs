using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using InitrdComposer.SizeStudy;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.SizeStudy;

/// <summary>docs/size-study.md is what its data say, and nothing else: `make size-study` measures anew, `tests/size-study/run page` writes anew.</summary>
public sealed partial class SizeStudyPageTests
{
    private static readonly string Docs = Path.Combine(Checkout.Root, "docs");
    private static readonly string Charts = Path.Combine(Docs, "size-study");
    private static readonly string Data = Path.Combine(Charts, "data.json");

    private static string Page => File.ReadAllText(Path.Combine(Docs, "size-study.md"));

    [Fact]
    public void PageIsWrittenFromItsData() => Assert.Equal(StudyPage.Of(StudyData.Read(Data)), Page);

    [Fact]
    public void ChartsAreDrawnFromItsData()
    {
        (string Name, string Svg)[] drawn = [.. StudyCharts.Of(StudyData.Read(Data))];
        Assert.Equal(drawn.Select(chart => chart.Name).Order(), Directory.GetFiles(Charts, "*.svg").Select(Path.GetFileName).Order());
        Assert.All(drawn, chart => Assert.Equal(chart.Svg, File.ReadAllText(Path.Combine(Charts, chart.Name))));
    }

    [Fact]
    public void LinksAndChartsExist() => Assert.All(
        Links().Matches(Page).Select(match => match.Groups[1].Value),
        link => Assert.True(File.Exists(Path.Combine(Docs, link)), link));

    [Fact]
    public void ChartsNeedNothingElseAndKnowLightAndDark() => Assert.All(Directory.GetFiles(Charts, "*.svg"), file =>
    {
        string svg = File.ReadAllText(file);
        XDocument.Parse(svg);
        Assert.DoesNotMatch("href|url\\(|@font-face|@import|<script", svg);
        Assert.Contains("prefers-color-scheme:dark", svg, StringComparison.Ordinal);
    });

    [Fact]
    public void TableHasTheFiguresOfTheData()
    {
        using var data = JsonDocument.Parse(File.ReadAllText(Data));
        double first = data.RootElement.GetProperty("images")[0].GetProperty("sizes").GetProperty("stored").GetDouble();
        string[] lines = Page.Split('\n');
        foreach (JsonElement image in data.RootElement.GetProperty("images").EnumerateArray())
        {
            string row = lines.First(line => line.StartsWith($"| {image.GetProperty("title").GetString()} |", StringComparison.Ordinal));
            if (!image.TryGetProperty("sizes", out JsonElement sizes))
            {
                Assert.Contains($"not made: {image.GetProperty("failure").GetString()}", row, StringComparison.Ordinal);
                continue;
            }

            double stored = sizes.GetProperty("stored").GetDouble();
            int modules = sizes.GetProperty("classes").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "kernel modules").GetProperty("files").GetInt32();
            string[] cells = row.Split(" | ");
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{stored / 1e6:0.0} MB"), cells[1]);
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{stored / first:0.00}"), cells[2]);
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{modules:N0}"), cells[6]);
        }
    }

    [Fact]
    public void WhatWasNotMadeOrDoesNotBootIsNamedWithItsReason()
    {
        StudyData study = StudyData.Read(Data);
        StudiedImage last = study.Images[^1];
        StudyData failed = study with
        {
            Images = [.. study.Images[..^1], last with { Failure = "its folder burnt", Sizes = null, Boot = null }],
            Differences = [.. study.Differences.Where(difference => difference.Other != last.Name)],
        };
        string page = StudyPage.Of(failed);
        Assert.Contains($"| {last.Title} | not made: its folder burnt |", page, StringComparison.Ordinal);
        Assert.Contains($"| {last.Title} | not made |", page, StringComparison.Ordinal);
        Assert.DoesNotContain(StudyCharts.Of(failed), chart => chart.Svg.Contains($">{last.Title}<", StringComparison.Ordinal));

        StudyData dead = study with { Images = [.. study.Images[..^1], last with { Boot = new("the kernel has no clock", []) }] };
        Assert.Contains($"| {last.Title} | does not boot: the kernel has no clock |", StudyPage.Of(dead), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Links();
}
