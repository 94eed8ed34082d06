using System.Text;
using InitrdComposer.Formats.Yaml;
using Xunit;

namespace InitrdComposer.Formats.Tests.Yaml;

public sealed class YamlReaderTests
{
    /// <summary>Expected values are PyYAML's, of its loader that takes every scalar for text; but blocks ("|") are passed over.</summary>
    [Theory]
    [InlineData("a: b", "{a: 'b'}")]
    [InlineData("a:\n- x\n- y\nb: z", "{a: ['x', 'y'], b: 'z'}")]
    [InlineData("a:\n  - x\n  -\n    - y\n  - - z\n    - w", "{a: ['x', ['y'], ['z', 'w']]}")]
    [InlineData("- a: 1\n  b: 2\n- c:\n    d: 3\n  e:", "[{a: '1', b: '2'}, {c: {d: '3'}, e: ''}]")]
    [InlineData("a: [el8, -el7, 'x, y']\nb: {}\nc: []\nd: {e: f, \"g\": [h]}", "{a: ['el8', '-el7', 'x, y'], b: {}, c: [], d: {e: 'f', g: ['h']}}")]
    [InlineData("a: [b,\n  c d\n  e,\n  f]\ng: h", "{a: ['b', 'c d e', 'f'], g: 'h'}")]
    [InlineData("a: one\n  two\n\n  three # four\nb: five#six", "{a: 'one two\nthree', b: 'five#six'}")]
    [InlineData("a: 'it''s  \n\n  here  ' # c\nb: \"x\\\n  \\ y\\u00e9 \\\n  z\"", "{a: 'it's\nhere  ', b: 'x yé z'}")]
    [InlineData("a: |\n  text: [\n\n   more\nb: >-\n  x\nc:\n- |+\n  y\n- z", "{a: |, b: |, c: [|, 'z']}")]
    [InlineData("# c\n\na: # c\n  # c\n  b # c\n", "{a: 'b'}")]
    [InlineData("http://x: http://y:80/z\n'a: b': c\nd : e", "{a: b: 'c', d: 'e', http://x: 'http://y:80/z'}")]
    [InlineData("---\na\n...\n---\n---\nb: -1\n--- c\n", "'a' / {b: '-1'} / 'c'")]
    [InlineData("a: b\r\nc:\r\n- d\r\n", "{a: 'b', c: ['d']}")]
    [InlineData("\uFEFFa: 1", "{a: '1'}")]
    [InlineData("# nothing\n", "")]
    public void TheSubsetMeansWhatYamlSays(string yaml, string expected) => Assert.Equal(expected, string.Join(" / ", Read(yaml).Select(Text)));

    [Theory]
    [InlineData("...\na: b", "syntax: got ")]
    [InlineData("!!a]b c", "syntax: got ")]
    [InlineData("a: [b].c: d", "syntax: got ")]
    [InlineData("a: \"\\UFFFFFFFF\"", "syntax: got ")]
    [InlineData("a: &x b", "line 1, column 4: node: got an anchor")]
    [InlineData("a: *x", "line 1, column 4: node: got an alias")]
    [InlineData("a:\n  - !!python/object b", "line 2, column 5: node: got a tag")]
    [InlineData("{[a]: b}", "line 1, column 2: key: got a collection")]
    [InlineData("a: 1\na: 2", "line 2, column 1: key: got \"a\" twice")]
    [InlineData("a: {b: 1, b: 2}", "line 1, column 11: key: got \"b\" twice")]
    [InlineData("a: b: c", "line 1, column 5: syntax: got ")]
    [InlineData("a:\n   b: 1\n  c: 2", "line 3, column 3: syntax: got ")]
    [InlineData("a:\n\tb: 1", "syntax: got ")]
    [InlineData("a: 'x", "line 1, column 4: syntax: got ")]
    [InlineData("a: [x\n", "line 2, column 1: syntax: got ")]
    [InlineData("- a\nb: c", "line 2, column 1: syntax: got ")]
    public void WhatIsOutsideIsRefusedWithItsPlace(string yaml, string expected) =>
        Assert.Contains(expected, Assert.Throws<MalformedDataException>(() => Read(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void BytesThatAreNoUtf8AreRefused() =>
        Assert.Equal("encoding", Assert.Throws<MalformedDataException>(() => YamlReader.Read(new MemoryStream([0x61, 0xFF]), "yaml").ToArray()).Field);

    [Theory]
    [InlineData("[")]
    [InlineData("- ")]
    [InlineData("{a: ")]
    public void DepthIsLimited(string open) =>
        Assert.Equal("depth", Assert.Throws<MalformedDataException>(() => Read(string.Concat(Enumerable.Repeat(open, 100_000)))).Field);

    [Fact]
    public void LengthAndNodesAreLimited()
    {
        Assert.Equal("length", Assert.Throws<MalformedDataException>(() => Read("abcdef", new() { MaxBytes = 5 })).Field);
        Assert.Equal("nodes", Assert.Throws<MalformedDataException>(() => Read("[a, b, c]", new() { MaxNodes = 3 })).Field);
        Assert.Single(Read("[a, b, c]", new() { MaxNodes = 4 }));
    }

    [Fact]
    public void EveryTruncationIsReadOrRefused()
    {
        const string Whole = "---\na: 'b'\nc:\n- d: [e, {f: \"g\\u00e9\"}]\n  h: |\n    i\n- j\n  k\n...\n";
        for (int length = 0; length < Whole.Length; length++)
        {
            try
            {
                Assert.InRange(Read(Whole[..length]).Length, 0, 1);
            }
            catch (MalformedDataException malformed)
            {
                Assert.Equal("yaml", malformed.Format);
            }
        }
    }

    private static YamlNode[] Read(string yaml, YamlLimits? limits = null) => [.. YamlReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(yaml)), "yaml", limits)];

    private static string Text(YamlNode node) => node switch
    {
        YamlMapping mapping => $"{{{string.Join(", ", mapping.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: {Text(entry.Value)}"))}}}",
        YamlSequence sequence => $"[{string.Join(", ", sequence.Items.Select(Text))}]",
        YamlScalar { IsBlock: true } => "|",
        YamlScalar scalar => $"'{scalar.Text}'",
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };
}
