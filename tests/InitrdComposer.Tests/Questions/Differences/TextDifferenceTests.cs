using System.Text;
using Xunit;

namespace InitrdComposer.Tests.Questions.Differences;

/// <summary>A difference in a lock, a recipe or a manifest is named by table or path, and line.</summary>
public sealed class TextDifferenceTests
{
    private const string Lock = "schema = 1\n\n[[package]]\nnevra = \"a-1-1.noarch\"\nsize = 1\n\n[[package]]\nnevra = \"b-1-1.noarch\"\nsize = 2\n";
    private const string Manifest = "{\n  \"schema\": 3,\n  \"images\": [\n    { \"name\": \"a\", \"size\": 1 },\n    { \"name\": \"b\", \"size\": 2 }\n  ]\n}\n";

    [Theory]
    [InlineData("schema = 1", "schema = 2", "line: got \"schema = 2\", expected \"schema = 1\", line 1")]
    [InlineData("size = 2", "size = 3", "[[package]] nevra = \"b-1-1.noarch\": line: got \"size = 3\", expected \"size = 2\", line 9")]
    [InlineData("size = 2\n", "size = 2", "[[package]] nevra = \"b-1-1.noarch\": line: got the end, expected \"\", line 10")]
    [InlineData("\"b-", "\"\u001B[2J-", "[[package]]: line: got \"nevra = \"\\x1B[2J-1-1.noarch\"\", expected \"nevra = \"b-1-1.noarch\"\", line 8")]
    public void ALineOfALock(string text, string seeded, string words) => Assert.Equal($"x.lock: {words}", Of("x.lock", Lock, text, seeded));

    [Theory]
    [InlineData("\"schema\": 3", "\"schema\": 4", "schema: value: got 4, expected 3, line 2")]
    [InlineData("\"size\": 2", "\"size\": 3", "images[1].size: value: got 3, expected 2, line 5")]
    [InlineData("\"name\": \"a\", ", "", "images[0]: key 1: got size, expected name, line 4")]
    [InlineData(",\n    { \"name\": \"b\", \"size\": 2 }", "", "images: elements: got 1, expected 2, line 4")]
    [InlineData("  \"images\"", "   \"images\"", "line: got \"   \"images\": [\", expected \"  \"images\": [\", line 3")]
    [InlineData("\"schema\"", "schema", "line: got \"  schema: 3,\", expected \"  \"schema\": 3,\", line 2")]
    public void AValueOfAManifest(string text, string seeded, string words) => Assert.Equal($"manifest.json: {words}", Of("manifest.json", Manifest, text, seeded));

    [Fact]
    public void OtherFilesByTheirBytes() => Assert.Equal("x.bin: byte: got 0x32, expected 0x31, offset 0x0", Of("x.bin", "1", "1", "2"));

    private static string? Of(string name, string text, string from, string to)
    {
        Assert.Contains(from, text, StringComparison.Ordinal);
        return Seeded.Difference(name, Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal)), Encoding.UTF8.GetBytes(text));
    }
}
