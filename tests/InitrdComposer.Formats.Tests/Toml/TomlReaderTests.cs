using System.Text;
using InitrdComposer.Formats.Toml;
using Xunit;

namespace InitrdComposer.Formats.Tests.Toml;

public sealed class TomlReaderTests
{
    [Fact]
    public void EveryKeyAndValueHasItsPlaceInCodePoints()
    {
        TomlTable root = Read("""
            first = 1
            [section]
              "ключ😀" = ["😀", 'b',
                  2.5]
            """);
        Assert.Equal((1, 9), At(root.Find("first")!.Value.Position));
        var section = (TomlTable)root.Find("section")!.Value;
        Assert.Equal((2, 2), At(section.Position));
        TomlEntry entry = section.Entries[0];
        Assert.Equal((3, 3), At(entry.KeyPosition));
        Assert.Equal((3, 13), At(entry.Value.Position));
        Assert.Equal([(3, 14), (3, 19), (4, 7)], ((TomlArray)entry.Value).Items.Select(item => At(item.Position)));
    }

    [Fact]
    public void TableThatALongerHeaderImpliedIsWhereItsOwnHeaderIs() =>
        Assert.Equal((3, 2), At(Read("[a.b]\nc = 1\n[a]\nd = 2\n").Find("a")!.Value.Position));

    [Theory]
    [InlineData("a = 1\nb = 2\na = 3\n", 3, 1, "definition", "a again", "one definition: the first is at line 1, column 1")]
    [InlineData("[t]\n[t]\n", 2, 2, "definition", "t again", "one definition: the first is at line 1, column 2")]
    [InlineData("[t]\nx.y = 1\n[t.x]\n", 3, 4, "definition", "x again", "one definition: the first is at line 2, column 1")]
    [InlineData("a = \"x\ny\"\n", 1, 7, "string", "the end of the line", "a closing \"")]
    [InlineData("a = [1, 2\n", 2, 1, "array", "the end of the file", "','")]
    [InlineData("ключ = 1\n", 1, 1, "key", "U+043A", "a key of letters A-Z and a-z, digits, '_' and '-', or one in quotes")]
    [InlineData("a\u00A0= 1\n", 1, 2, "after key a", "U+00A0", "'='")]
    [InlineData("a = yes\n", 1, 5, "value", "yes", "a string in quotes, a number, true, false or a date")]
    [InlineData("a = 01\n", 1, 5, "value", "01", "a string in quotes, a number, true, false or a date")]
    [InlineData("a = 9223372036854775808\n", 1, 5, "integer", "9223372036854775808", "-9223372036854775808 to 9223372036854775807")]
    [InlineData("a = 0xFFFFFFFFFFFFFFFFF\n", 1, 5, "integer", "0xFFFFFFFFFFFFFFFFF", "-9223372036854775808 to 9223372036854775807")]
    [InlineData("a = 2026-02-30\n", 1, 5, "date-time", "2026-02-30", "a day of the calendar and a time of day")]
    [InlineData("a = 1 b = 2\n", 1, 7, "after the value", "'b'", "the end of the line")]
    [InlineData("a = \"\\uD800\"\n", 1, 8, "escape sequence", "U+D800", "a Unicode scalar value")]
    [InlineData("a = \"C:\\Windows\"\n", 1, 9, "escape sequence", "'W'", "one of \\b \\t \\n \\f \\r \\\" \\\\ \\uXXXX \\UXXXXXXXX; a literal string in '...' takes backslashes as they are")]
    public void FaultSaysWhereWhatAndInsteadOfWhat(string document, int line, int column, string field, string got, string expected)
    {
        MalformedDataException fault = Assert.Throws<MalformedDataException>(() => Read(document));
        Assert.Equal((line, column, field, got, expected), (fault.Position.Line, fault.Position.Column, fault.Field, fault.Got, fault.Expected));
    }

    [Fact]
    public void BytesThatAreNoUtf8AreNamedWithOffsetLineAndColumn()
    {
        MalformedDataException fault = Assert.Throws<MalformedDataException>(() => TomlReader.Read([.. "a = 1\nü = \""u8, 0xC3, (byte)'"']));
        Assert.Equal(new DataPosition(12, 2, 6), fault.Position);
        Assert.Equal(("encoding", "byte 0xC3"), (fault.Field, fault.Got));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a=")]
    public void NestingOf100000IsRefusedWithoutDeepRecursion(string opening)
    {
        string document = "a = " + string.Concat(Enumerable.Repeat(opening, 100_000));
        Assert.Equal("nesting", Assert.Throws<MalformedDataException>(() => Read(document)).Field);
    }

    [Theory]
    [InlineData("{0} = 1")]
    [InlineData("[{0}]")]
    [InlineData("[[{0}]]")]
    public void DottedKeysCountAsNesting(string form)
    {
        string Document(int parts) => form.Replace("{0}", string.Join('.', Enumerable.Repeat("a", parts)), StringComparison.Ordinal);
        Read(Document(60));
        Assert.Equal("nesting", Assert.Throws<MalformedDataException>(() => Read(Document(66))).Field);
    }

    [Fact]
    public void DocumentAboveTheSizeLimitIsRefusedBeforeItIsRead()
    {
        var limits = new TomlLimits(MaxBytes: 5);
        TomlReader.Read("a = 1"u8, limits);
        MalformedDataException fault = Assert.Throws<MalformedDataException>(() => TomlReader.Read("a = 12"u8, limits));
        Assert.Equal(("size", "6 bytes", "at most 5 bytes"), (fault.Field, fault.Got, fault.Expected));
    }

    [Fact]
    public void HundredsOfThousandsOfKeysAreNoBurden()
    {
        var document = new StringBuilder();
        for (int i = 0; document.Length < (4 << 20) - 20; i++) document.Append(null, $"k{i}=0\n");
        Assert.InRange(Read(document.ToString()).Entries.Count, 300_000, 1_000_000);
    }

    private static TomlTable Read(string document) => TomlReader.Read(Encoding.UTF8.GetBytes(document));

    private static (int? Line, int? Column) At(DataPosition position) => (position.Line, position.Column);
}
