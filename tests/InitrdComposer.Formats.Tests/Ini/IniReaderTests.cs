using System.Text;
using InitrdComposer.Formats.Ini;
using Xunit;

namespace InitrdComposer.Formats.Tests.Ini;

/// <summary>parse_ini of mkosi/config.py, mkosi 26.</summary>
public sealed class IniReaderTests
{
    [Fact]
    public void SectionsAndAssignmentsComeInTheFilesOrder() =>
        Assert.Equal("[A] x=1 x=2 [B] [A] y=3", Shown("[A]\nx=1\nx = 2\n[ B ]\n[A]\ny=3"));

    [Theory]
    [InlineData("[A]\nx=1\n  2\n\n # c\n\t3", "[A] x=1|2|3")]
    [InlineData("[A]\nx=\n  2", "[A] x=|2")]
    [InlineData("[A]\nx=1\n [B]\n y=2", "[A] x=1|[B]|y=2")]
    [InlineData("[A]\n  x=1\n  y=2", "[A] x=1|y=2")]
    [InlineData("  [A]\n  x=1\n  y=2", "[A] x=1 y=2")]
    [InlineData("[A]\nx=a=b", "[A] x=a=b")]
    [InlineData("[A]\nx=a#b\n#y=1\ny=;c", "[A] x=a y=;c")]
    [InlineData("", "")]
    [InlineData("# only\n\n", "")]
    public void LinesContinueAndCommentsEndAsInMkosi(string text, string shown) => Assert.Equal(shown, Shown(text));

    [Fact]
    public void OnlyNothingAtAllIsEmpty()
    {
        IniAssignment[] assignments = [.. Read("[A]\nx=\ny=  # c\nz=\n 1").Sections[0].Assignments];
        Assert.Equal([true, true, false], assignments.Select(assignment => assignment.IsEmpty));
    }

    [Fact]
    public void EveryElementKnowsItsLineAndColumn() => Assert.Equal(
        ["a 2:3", "b c 2:6", "é 3:2", "d 3:4"],
        Read("[A]\nx=a, b c ,\n é,d").Sections[0].Assignments[0].Split(',').Select(element => $"{element.Text} {element.Position.Line}:{element.Position.Column}"));

    [Theory]
    [InlineData("x=1", IniField.Section, 1)]
    [InlineData("[A]\n[]", IniField.Section, 2)]
    [InlineData("[A\nx=1", IniField.Section, 1)]
    [InlineData("[A]\nx", IniField.Assignment, 2)]
    [InlineData("[A]\n\n=1", IniField.Assignment, 3)]
    [InlineData("[A]\nx=\u001b[2J", IniField.Encoding, 2)]
    [InlineData("[A]\nx=\u0085", IniField.Encoding, 2)]
    public void FaultHasItsLine(string text, string field, int line)
    {
        MalformedDataException fault = Assert.Throws<MalformedDataException>(() => Read(text));
        Assert.Equal((field, line), (fault.Field, fault.Position.Line));
    }

    [Fact]
    public void LimitsComeFirst()
    {
        Assert.Equal(IniField.Size, Assert.Throws<MalformedDataException>(() => IniReader.Read(new byte[11], new(MaxBytes: 10))).Field);
        Assert.Equal(IniField.Size, Assert.Throws<MalformedDataException>(() => IniReader.Read("\n\n\n"u8, new(MaxLines: 3))).Field);
    }

    private static IniDocument Read(string text) => IniReader.Read(Encoding.UTF8.GetBytes(text));

    private static string Shown(string text) => string.Join(' ', Read(text).Sections.SelectMany(section =>
        section.Assignments.Select(assignment => $"{assignment.Name}={string.Join('|', assignment.Lines.Select(line => line.Text))}").Prepend($"[{section.Name}]")));
}
