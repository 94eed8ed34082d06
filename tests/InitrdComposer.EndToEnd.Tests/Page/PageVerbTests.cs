using System.Text;
using System.Text.Json.Nodes;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Cpio;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>`diff --html` and `inspect --html`, from images to what a browser shows.</summary>
public sealed class PageVerbTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public PageVerbTests()
    {
        Add("a/usr/bin/bash", 30_000);
        Add("a/usr/lib/modules/6.1.0/kernel/fs/ext4/ext4.ko", 20_000);
        Add("a/usr/lib/firmware/amdgpu/<b>.bin", 10_000);
        Add("b/usr/bin/bash", 30_000);
        Add("b/usr/lib/modules/6.1.0/kernel/fs/ext4/ext4.ko", 25_000);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ThePageHoldsWhatTheJsonOfTheSameComparisonSays()
    {
        ToolResult result = ComposerProgram.Run("diff", _folder["a"], _folder["b"], "--json", "--html", _folder["diff.html"]);
        Assert.True(result.ExitCode == 0, result.Error);
        string[] line = [.. File.ReadLines(_folder["diff.html"]).Where(line => line.StartsWith("<script type=\"application/json\"", StringComparison.Ordinal))];
        string embedded = Assert.Single(line)[(line[0].IndexOf('>', StringComparison.Ordinal) + 1)..^"</script>".Length];
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(result.Output), JsonNode.Parse(embedded)));
    }

    [Fact]
    public void AComparisonIsShown()
    {
        Assert.Equal(0, ComposerProgram.Run("diff", _folder["a"], _folder["b"], "--html", _folder["diff.html"]).ExitCode);
        using var chromium = Chromium.Start();
        using BrowserPage page = chromium.Open(_folder["diff.html"]);
        Assert.Contains("b is ", page.Text("h1"), StringComparison.Ordinal);
        Assert.Contains("smaller than a", page.Text("h1"), StringComparison.Ordinal);
        Assert.Equal(["/usr/lib/firmware/amdgpu/<b>.bin", "/usr/lib/modules/6.1.0/kernel/fs/ext4/ext4.ko", "/usr/bin/bash"], page.Texts("#table-files tbody th"));
        Assert.Equal(["only in A", "larger in B", "the same"], page.Texts("#table-files .kind-sign").Select(text => text.Split('\n')[^1]));
        Assert.Empty(page.Errors());
        Assert.Empty(page.Requests());
    }

    [Fact]
    public void OneImageIsShown()
    {
        File.WriteAllBytes(_folder["a.cpio"], Archive("usr/bin/bash", "usr/lib/firmware/amdgpu/<b>.bin"));
        ToolResult result = ComposerProgram.Run("inspect", _folder["a.cpio"], "--html", _folder["a.html"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("usr/bin/bash", result.Output, StringComparison.Ordinal);
        using var chromium = Chromium.Start();
        using BrowserPage page = chromium.Open(_folder["a.html"]);
        Assert.StartsWith("a.cpio is ", page.Text("h1"), StringComparison.Ordinal);
        Assert.Equal(["/usr/bin/bash", "/usr/lib/firmware/amdgpu/<b>.bin"], page.Texts("#table-files tbody th"));
        page.Click("#tab-firmware");
        Assert.Equal(["amdgpu/<b>.bin"], page.Texts("#table-firmware tbody th"));
        Assert.Empty(page.Errors());
    }

    [Fact]
    public void WhatCouldBeReadOfADamagedImageIsShown()
    {
        byte[] archive = Archive("usr/bin/bash", "usr/lib/firmware/amdgpu/<b>.bin");
        File.WriteAllBytes(_folder["cut.cpio"], archive[..35_000]);
        Assert.Equal(3, ComposerProgram.Run("diff", _folder["cut.cpio"], _folder["b"], "--html", _folder["cut.html"]).ExitCode);
        using var chromium = Chromium.Start();
        using BrowserPage page = chromium.Open(_folder["cut.html"]);
        Assert.StartsWith("Damaged: ", page.Text(".card.a .notice"), StringComparison.Ordinal);
        Assert.Contains("/usr/bin/bash", page.Texts("#table-files tbody th"));
    }

    [Fact]
    public void WhatSaysWhoseFilesAreGoesWithThePageOnly()
    {
        ToolResult result = ComposerProgram.Run("inspect", _folder["a"], "--repo", _folder.Path);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--html", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageReplacesNoFolder()
    {
        Directory.CreateDirectory(_folder["page"]);
        Assert.Equal(7, ComposerProgram.Run("diff", _folder["a"], _folder["b"], "--html", _folder["page"]).ExitCode);
    }

    /// <summary>Some files of the first image.</summary>
    private byte[] Archive(params string[] names)
    {
        var archive = new CpioSpec();
        for (int index = 0; index < names.Length; index++)
        {
            archive.Entries.Add(CpioEntry.Newc(Encoding.UTF8.GetBytes(names[index]), 0x81A4, File.ReadAllBytes(_folder[$"a/{names[index]}"]), (uint)index + 1));
        }

        return archive.ToBytes();
    }

    private void Add(string name, int size)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], new byte[size]);
    }
}
