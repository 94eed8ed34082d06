using System.Globalization;
using System.Text.Json;
using InitrdComposer.Attribution;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Images;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Attribution;

/// <summary>What is printed of the demo's initrd.</summary>
public sealed class AttributionTextTests(ComposedDemo demo)
{
    private readonly AttributedImage _image = Of(demo.Require());

    [Fact]
    public void TablesHaveAtMostAHundredColumns()
    {
        string[] lines = AttributionText.Of(_image).Split('\n');
        Assert.All(lines[..^2], line => Assert.InRange(line.Length, 0, 100));
        Assert.StartsWith("class ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("package  ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("systemd-", StringComparison.Ordinal));
        Assert.Contains("nothing of 0.0 % (0 B)", lines[^2], StringComparison.Ordinal);
    }

    /// <summary>The largest class and package stand first, and the rest is summed up: nothing is lost.</summary>
    [Fact]
    public void PackagesThatAreNotNamedAreCounted()
    {
        string[] packages = [.. AttributionText.Of(_image).Split('\n').SkipWhile(line => !line.StartsWith("package  ", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.Length > 0)];
        Assert.Equal(_image.ByPackage().Sum(row => row.Files), packages.Sum(line => int.Parse(line.AsSpan(62, 8), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture)));
        Assert.Contains(packages, line => line.Contains(" others ", StringComparison.Ordinal));
        Assert.True(AttributionText.Of(_image, hasAll: true).Length > AttributionText.Of(_image).Length);
    }

    [Fact]
    public void SizesOfTheJsonAddUp()
    {
        using var json = JsonDocument.Parse(JsonText.Write(writer => AttributionJson.Write(writer, _image)));
        long classes = json.RootElement.GetProperty("classes").EnumerateArray().Sum(row => row.GetProperty("unpacked").GetInt64());
        JsonElement coverage = json.RootElement.GetProperty("coverage");
        Assert.Equal(classes, coverage.EnumerateObject().Sum(part => part.Value.GetInt64()));
        Assert.Equal(_image.Coverage.Package, json.RootElement.GetProperty("packages").EnumerateArray().Sum(row => row.GetProperty("unpacked").GetInt64()));
        Assert.Contains(json.RootElement.GetProperty("files").EnumerateArray(), file => file.TryGetProperty("evidence", out JsonElement evidence) && evidence.GetString() == "content-and-path");
    }

    private static AttributedImage Of(ComposedDemo demo) => AttributedImage.Of(ImageReader.Open(Disk.Host, demo.Initrd), ManifestFiles.Find(Disk.Host, demo.Output)!);
}
