using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InitrdComposer.Attribution;
using InitrdComposer.Files;
using InitrdComposer.Images;
using InitrdComposer.Questions.Comparison;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Questions.Comparison;

/// <summary>docs/reference/diff.schema.json says what the JSON is: python3-jsonschema holds the one against the other.</summary>
public sealed class ComparisonJsonTests : IDisposable
{
    private const string Validator = """
        import json, sys
        from jsonschema import Draft202012Validator
        schema = json.load(open(sys.argv[1]))
        Draft202012Validator.check_schema(schema)
        for path in sys.argv[2:]:
            for error in Draft202012Validator(schema).iter_errors(json.load(open(path))):
                print(error.json_path, error.message[:200])
        """;

    private static readonly ImageSpec Rich = new ImageSpec()
        .Directory("usr").File("usr/bin/sh", "sh", 0b111_101_101).File("usr/bin/copy", "sh").Link("usr/bin/bash", "sh").Device("dev/console").File("etc/\u00E4 \\ \n", "1", user: 3)
        .File("usr/lib/modules/6.1/kernel/a.ko", "a").File("usr/lib/firmware/a.fw", "a").File("usr/lib/systemd/systemd", "1").File("usr/bin/one", "one"u8.ToArray(), link: 3).File("usr/bin/two", "one"u8.ToArray(), link: 3)
        .File("etc/moved", "moved");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryDocumentIsOfTheSchema()
    {
        byte[] archive = Rich.ToBytes();
        ImageSpec other = new ImageSpec().Link("usr/bin/sh", "bash").File("usr/bin/bash", "sh").File("bin/two", "two").File("lib/modules/6.2/a.ko", "b").File("usr/share/moved", "moved");
        ImageSpec.Compare(_folder.Path, archive, archive);
        Assert.Empty(Errors(
            Json(ImageSpec.Compare(_folder.Path, Rich, other)), Json(ImageSpec.Compare(_folder.Path, other, Rich)), Json(ImageSpec.Compare(_folder.Path, archive, archive)),
            Json(ImageSpec.Compare(_folder.Path, archive, archive[..^300])), Json(ImageComparer.OfOne(AttributedImage.Of(ImageReader.Open(Disk.Host, _folder["a.initrd"]))))));
    }

    [Theory]
    [InlineData("images", "[]")]
    [InlineData("images.0.coverage", "{}")]
    [InlineData("images.0.length", "-1")]
    [InlineData("classes.0.a", "{}")]
    [InlineData("files.0.change", "\"gone\"")]
    [InlineData("files.0.what", "[\"content\"]")]
    [InlineData("files.0.path", "\"usr\"")]
    [InlineData("files.0.a.mode", "755")]
    [InlineData("files.0.a", "null")]
    [InlineData("modules.onlyA", "{}")]
    [InlineData("features.0.evidence", "{}")]
    [InlineData("duplicates.0.sha256", "\"1\"")]
    [InlineData("schema", "2")]
    public void TheSchemaRefusesOtherDocuments(string path, string value)
    {
        JsonNode document = JsonNode.Parse(Json(ImageSpec.Compare(_folder.Path, Rich, new ImageSpec())))!;
        string[] steps = path.Split('.');
        JsonNode place = steps[..^1].Aggregate(document, (node, step) => int.TryParse(step, out int index) ? node[index]! : node[step]!);
        place[steps[^1]] = JsonNode.Parse(value);
        Assert.NotEmpty(Errors(document.ToJsonString()));
    }

    [Fact]
    public void OneImageAloneHasNothingOfASecond()
    {
        File.WriteAllBytes(_folder["a.initrd"], Rich.ToBytes());
        string json = Json(ImageComparer.OfOne(AttributedImage.Of(ImageReader.Open(Disk.Host, _folder["a.initrd"]))));
        Assert.DoesNotContain("\"b\":", json, StringComparison.Ordinal);
        JsonNode document = JsonNode.Parse(json)!;
        Assert.Single(document["images"]!.AsArray());
        Assert.All(document["files"]!.AsArray(), file => Assert.Equal("same", (string?)file!["change"]));
    }

    [Fact]
    public void PathsAreSortedAndPrintable()
    {
        JsonNode document = JsonNode.Parse(Json(ImageSpec.Compare(_folder.Path, Rich, Rich)))!;
        string[] paths = [.. document["files"]!.AsArray().Select(file => (string)file!["path"]!)];
        Assert.Equal(paths.Order(StringComparer.Ordinal), paths);
        Assert.Contains("/etc/\u00E4 \\\\ \\x0A", paths);
    }

    private static string Json(ImageComparison comparison)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) ComparisonJson.Write(writer, comparison);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private string Errors(params string[] documents)
    {
        Tool.Require("/usr/lib/python3/dist-packages/jsonschema/__init__.py", "python3-jsonschema");
        string[] files = [.. documents.Select((_, index) => _folder[$"{index}.json"])];
        foreach ((string file, string document) in files.Zip(documents)) File.WriteAllText(file, document);
        return Tool.Require("/usr/bin/python3", "python3").Run(["-W", "ignore", "-c", Validator, Path.Combine(Checkout.Root, "docs", "reference", "diff.schema.json"), .. files]);
    }
}
