using System.Text.Json;
using InitrdComposer.Formats.Toml;
using Xunit;

namespace InitrdComposer.Formats.Tests.Toml;

/// <summary>Every case of the public suite, with its verdict and value.</summary>
public sealed class TomlSuiteTests
{
    public static TheoryData<string> Valid => [.. TomlSuite.Documents("valid/")];

    public static TheoryData<string> Invalid => [.. TomlSuite.Documents("invalid/")];

    [Fact]
    public void TheListIsWhole()
    {
        Assert.Equal(210, TomlSuite.Documents("valid/").Count());
        Assert.Equal(499, TomlSuite.Documents("invalid/").Count());
    }

    [Theory]
    [MemberData(nameof(Valid), DisableDiscoveryEnumeration = true)]
    public void ValidDocumentHasItsValue(string name)
    {
        TomlTable table = TomlReader.Read(TomlSuite.Content(name));
        using JsonDocument expected = JsonDocument.Parse(TomlSuite.Content(Path.ChangeExtension(name, ".json")));
        TaggedJson.AssertEqual(expected.RootElement, table, name);
    }

    [Theory]
    [MemberData(nameof(Invalid), DisableDiscoveryEnumeration = true)]
    public void InvalidDocumentIsRefusedAtAPlaceInIt(string name)
    {
        byte[] document = TomlSuite.Content(name);
        MalformedDataException refusal = Assert.Throws<MalformedDataException>(() => TomlReader.Read(document));
        Assert.Equal("toml", refusal.Format);
        Assert.InRange(refusal.Position.Line!.Value, 1, document.Count(b => b == '\n') + 1);
        Assert.InRange(refusal.Position.Column!.Value, 1, document.Length + 1);
    }
}
