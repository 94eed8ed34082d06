using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`diff` as users run it.</summary>
public sealed class DiffVerbTests(ComposedDemo demo, SmallerDemo smaller) : IClassFixture<SmallerDemo>, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFolderAndItsUkiUnpackToTheSame()
    {
        demo.Require();
        ToolResult result = ComposerProgram.Run("diff", "--exit-code", demo.Output, demo.Uki);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains($"B  {demo.Uki}: UKI", result.Output, StringComparison.Ordinal);
        Assert.Contains("unpacked: equally large", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("\nboth unpack to the same\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ADifferenceIsExit1OnlyWhereThatIsAskedFor()
    {
        string other = smaller.Require(demo);
        Assert.Equal(0, ComposerProgram.Run("diff", demo.Initrd, other).ExitCode);
        ToolResult asked = ComposerProgram.Run("diff", "--exit-code", demo.Initrd, other);
        Assert.Equal((1, ""), (asked.ExitCode, asked.Error));
    }

    [Theory]
    [InlineData]
    [InlineData("--all")]
    public void TextFitsIntoAHundredColumns(params string[] options)
    {
        ToolResult result = ComposerProgram.Run(["diff", demo.Require().Initrd, smaller.Require(demo), .. options]);
        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        foreach (string title in (string[])["class ", "package ", "only in A: ", "kernel modules: ", "features: ", "stored more than once: "]) Assert.Contains($"\n{title}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AllFilesAreShownWithTheirPathsInFull()
    {
        string other = smaller.Require(demo);
        string text = ComposerProgram.Run("diff", "--files", demo.Initrd, other).Output;
        using var json = JsonDocument.Parse(ComposerProgram.Run("diff", "--json", demo.Initrd, other).Output);
        string[] removed = [.. json.RootElement.GetProperty("files").EnumerateArray().Where(row => row.GetProperty("change").GetString() == "removed").Select(row => row.GetProperty("path").GetString()!)];
        Assert.NotEmpty(removed);
        Assert.All(removed, path => Assert.Contains(path, text, StringComparison.Ordinal));
        Assert.DoesNotContain("--files", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageHasTheSameDocument()
    {
        demo.Require();
        ToolResult result = ComposerProgram.Run("diff", "--json", "--html", _folder["diff.html"], demo.Initrd, demo.Uki);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string page = File.ReadAllText(_folder["diff.html"]);
        int begin = page.IndexOf('>', page.IndexOf("id=\"report\"", StringComparison.Ordinal)) + 1;
        using var embedded = JsonDocument.Parse(page[begin..page.IndexOf("</script>", begin, StringComparison.Ordinal)]);
        using var printed = JsonDocument.Parse(result.Output);
        Assert.True(JsonElement.DeepEquals(printed.RootElement, embedded.RootElement));
    }

    [Fact]
    public void OfADamagedImageWhatWasReadIsComparedAndTheDamageIsAnError()
    {
        byte[] whole = File.ReadAllBytes(demo.Require().Initrd);
        File.WriteAllBytes(_folder["cut.initrd"], whole[..(whole.Length / 2)]);
        ToolResult result = ComposerProgram.Run("diff", demo.Initrd, _folder["cut.initrd"]);
        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith("error[IC-", result.Error, StringComparison.Ordinal);
        Assert.Contains("cut.initrd: offset 0x", result.Error, StringComparison.Ordinal);
        Assert.Contains("only what stands before is compared", result.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(ComposerProgram.Run("diff", "--json", _folder["cut.initrd"], demo.Initrd).Output);
        Assert.True(json.RootElement.GetProperty("images")[0].GetProperty("damage").TryGetProperty("offset", out _));
        Assert.NotEqual(0, json.RootElement.GetProperty("images")[0].GetProperty("files").GetInt32());
        Assert.DoesNotContain(json.RootElement.GetProperty("files").EnumerateArray(), row => row.GetProperty("change").GetString() == "removed");
    }

    [Fact]
    public void WhatIsNotThereIsNamed()
    {
        demo.Require();
        Assert.Equal(7, ComposerProgram.Run("diff", demo.Initrd, _folder["none"]).ExitCode);
        ToolResult image = ComposerProgram.Run("diff", demo.Initrd, demo.Output, "--image", "dem");
        Assert.Equal(2, image.ExitCode);
        Assert.Contains("did you mean \"demo\"?", image.Error, StringComparison.Ordinal);
        string copy = demo.Copy(_folder);
        File.Delete(Path.Combine(copy, "demo.initrd"));
        File.Delete(Path.Combine(copy, "demo.efi"));
        ToolResult missing = ComposerProgram.Run("diff", demo.Initrd, copy);
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("error[IC-DIF01]", missing.Error, StringComparison.Ordinal);
    }
}
