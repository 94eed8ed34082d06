using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using InitrdComposer.Diagnostics;
using InitrdComposer.Import.Dracut.Conf;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Import.Dracut.Conf;

/// <summary>bash, which dracut sources these files with, is the oracle.</summary>
public sealed class ConfReaderTests
{
    [Theory]
    [InlineData("a=1\nb='x y'\nc=\"x $a ${b}\"\n")]
    [InlineData("a=1; b=2 c=3\na+=4 # comment\nb+=' #no comment'\n")]
    [InlineData("a=\"one\n  two # three\nfour\"\n")]
    [InlineData("export a=1 b=2\nexport a\n")]
    [InlineData("a=\\$x\\ y\nb=\"\\$x \\\\ \\\" \\n\"\nc='\\n'\n")]
    [InlineData("a=one\\\ntwo\nb=\"one\\\ntwo\"\n")]
    [InlineData("a=x'y'\"z\"w\nb=a#b\nc=#\n")]
    [InlineData("a+=\" x \"\na+=\"y\"\na+=\" z \"\n")]
    [InlineData("a=$b\nb=2\nc=$b$b\n")]
    [InlineData("a=\nb=\"\"\nc=''\n")]
    [InlineData("a=$\nb=\"$ \"\nc='$a'\n")]
    [InlineData("# only a comment")]
    [InlineData("\t a=1\t;;b=2\n")]
    public void AssignmentsAreWhatBashMakesOfThem(string text)
    {
        if (text.Contains(";;", StringComparison.Ordinal)) text = text.Replace(";;", ";", StringComparison.Ordinal);
        Assert.Equal(Bash(text), Ours(text));
    }

    /// <summary>Found by the fuzzer: the column of each word was counted from the beginning of its line. It took minutes.</summary>
    [Fact]
    public void ALineOfAHundredThousandWordsHasItsPlaces()
    {
        string words = string.Concat(Enumerable.Repeat("\u00E4b ", 100_000));
        var place = Assert.IsType<ConfAssignment>(ConfReader.Read(Encoding.UTF8.GetBytes($"a=\"{words}\""), "a.conf")[0]).Value[^1].Place;
        Assert.Equal((1, 4 + (3 * 99_999)), (place.Position!.Value.Line, place.Position.Value.Column));
    }

    [Fact]
    public void AnyQuotingIsReadAsBashDoes() => Check.QuickThrowOnFailure(Prop.ForAll(Texts().ToArbitrary(), text => Bash(text) == Ours(text)));

    [Theory]
    [InlineData("a=$(date)\nb=1\n", "a", "a command substitution", 1)]
    [InlineData("a=`date`\n", "a", "a command substitution", 1)]
    [InlineData("a=\"x $(echo \")\") y\"\n", "a", "a command substitution", 1)]
    [InlineData("a=${b:-c}\n", "a", "an expansion of ${...}", 1)]
    [InlineData("b=1\nif [[ $x ]]; then\n  a=1\nelse\n  for i in 1 2; do c=$i; done\nfi\nd=1\n", "a c", "a block of code", 2)]
    [InlineData("case $x in\n  y) a=1 ;;\n  *) b=2 ;;\nesac\n", "a b", "a block of code", 1)]
    [InlineData("f() {\n  a=1\n}\n", "a", "a block of code", 1)]
    [InlineData("[[ -e /x ]] && a=1\n", "a", "a command", 1)]
    [InlineData("a=1 command x\n", "a", "a command", 1)]
    [InlineData(". /etc/other.conf\n", "", "another file is sourced", 1)]
    [InlineData("cat <<END >/dev/null\na=1\nEND\nb=1\n", "", "a command", 1)]
    [InlineData("a += \" x \"\n", "a", "there is a blank in front of +=", 1)]
    [InlineData("a = x\n", "a", "there is a blank in front of =", 1)]
    [InlineData("a= x\n", "a", "there is a blank behind =", 1)]
    public void CodeIsHandedOutWithItsPlaceAndItsNames(string text, string names, string why, int line)
    {
        ConfShellCode code = Assert.Single(Read(text).OfType<ConfShellCode>());
        Assert.Equal(names, string.Join(' ', code.Names));
        Assert.StartsWith(why, code.Why, StringComparison.Ordinal);
        Assert.Equal(line, code.Place.Position!.Value.Line);
    }

    [Fact]
    public void WhatStandsAroundCodeIsRead()
    {
        ConfVariables variables = ConfVariables.Of(Read("a=1\nif true; then\n a=2; fi\nb=3\nf() { c=1; }\nd=4\n"));
        Assert.Equal(["1", "3", "4"], new[] { "a", "b", "d" }.Select(name => variables.Get(name).Text));
        Assert.False(variables.IsSet("c"));
    }

    [Fact]
    public void ArraysAreTheirWords() => Assert.Equal(["fips", "lvm", "a", "b"], Words("x+=(fips lvm\n  # comment\n  \"a b\")\n"));

    [Fact]
    public void WordsHaveTheirPlaces()
    {
        ConfItem[] items = [.. ConfVariables.Of(Read("x+=\" one two\n   three \"\nx+='four'five\n")).Get("x").Items()];
        Assert.Equal(["one 1:6", "two 1:10", "three 2:4", "fourfive 3:5"], items.Select(item => $"{item.Text} {item.Place.Position!.Value.Line}:{item.Place.Position!.Value.Column}"));
    }

    [Fact]
    public void WordsThatGrewTogetherAreToldFromOthers()
    {
        ConfItem[] items = [.. ConfVariables.Of(Read("x+=\"a b\"\nx+=\"c d\"\n")).Get("x").Items()];
        Assert.Equal([("a", false), ("bc", true), ("d", false)], items.Select(item => (item.Text, item.IsGlued)));
    }

    [Theory]
    [InlineData("a=\"x\n\n", 1, 3)]
    [InlineData("b=1\na='x", 2, 3)]
    [InlineData("a=$(x", 1, 4)]
    [InlineData("a=${x", 1, 4)]
    [InlineData("a=(x", 1, 3)]
    [InlineData("\nif true\n", 2, 1)]
    [InlineData("a=1\r\n", 1, 4)]
    [InlineData("ä=\0", 1, 3)]
    public void WhatBashRefusesIsMalformedAtItsPlace(string text, int line, int column)
    {
        var error = Assert.Throws<ComposerException>(() => Read(text));
        Assert.Equal(FailureKind.Malformed, error.Id.Kind);
        Assert.Equal((line, column), (error.Location!.Value.Position!.Value.Line, error.Location!.Value.Position!.Value.Column));
    }

    [Fact]
    public void BytesThatAreNoTextAreMalformedAtTheirPlace()
    {
        var error = Assert.Throws<ComposerException>(() => ConfReader.Read([.. "a=1\nb="u8, 0xFF], "x.conf"));
        Assert.Equal("x.conf:2:3", error.Location.ToString());
    }

    [Fact]
    public void AValueThatDoublesWithEachLineMeetsALimit()
    {
        string text = "a=xxxxxxxx\n" + string.Concat(Enumerable.Repeat("a=\"$a$a\"\n", 60));
        var error = Assert.Throws<ComposerException>(() => ConfVariables.Of(Read(text)));
        Assert.Contains("characters", error.Message, StringComparison.Ordinal);
    }

    private static ImmutableArray<ConfStatement> Read(string text) => ConfReader.Read(Encoding.UTF8.GetBytes(text), "x.conf");

    private static IEnumerable<string> Words(string text) => ConfVariables.Of(Read(text)).Get("x").Items().Select(item => item.Text);

    private static string Ours(string text)
    {
        var variables = ConfVariables.Of(Read(text));
        Assert.Empty(variables.Code);
        return string.Concat(new[] { "a", "b", "c" }.Select(name => $"[{string.Concat(variables.Get(name).Pieces.Where(piece => !piece.IsVariable).Select(piece => piece.Text))}]"));
    }

    private static string Bash(string text)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["x.conf"], text);
        var clean = new Dictionary<string, string?>(StringComparer.Ordinal) { ["a"] = null, ["b"] = null, ["c"] = null };
        ToolResult result = Tool.Require("bash", "bash").Start(null, clean, "--norc", "-c", ". \"$1\"; printf '[%s][%s][%s]' \"$a\" \"$b\" \"$c\"", "x", folder["x.conf"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output;
    }

    private static Gen<string> Texts()
    {
        Gen<string> plain = Gen.Elements("x", "y-z", "drivers/md", "=", "#", "1", "%", ",", ":", "ä", "$a", "${b}", "\\ ", "\\$", "\\\\", "\\\n");
        Gen<string> inDouble = Gen.Elements(" ", "x", "# y", "'", "\\\"", "\\n", "\\\\", "$a", "${c}", ";", "&", "(", "\n", "\\\n").ListOf().Select(parts => $"\"{string.Concat(parts)}\"");
        Gen<string> inSingle = Gen.Elements(" ", "x", "#", "\"", "\\", "$a", "`", "\n", "|").ListOf().Select(parts => $"'{string.Concat(parts)}'");
        Gen<string> word = Gen.OneOf(plain, inDouble, inSingle).ListOf().Select(parts => string.Concat(parts.Take(5)));
        Gen<string> assignment = from name in Gen.Elements("a", "b", "c")
                                 from sign in Gen.Elements("=", "+=")
                                 from value in word
                                 select name + sign + value;
        Gen<string> separator = Gen.Elements("\n", "; ", " ", "\t", " # comment ' \"\n", "\n\n  ", "\nexport ");
        return (from pair in Gen.Zip(assignment, separator) select pair.Item1 + pair.Item2).NonEmptyListOf().Select(parts => string.Concat(parts.Take(8)) + "a+=\n");
    }
}
