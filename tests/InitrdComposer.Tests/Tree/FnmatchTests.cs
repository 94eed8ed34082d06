using System.Diagnostics;
using InitrdComposer.Testing;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Tree;

public sealed class FnmatchTests
{
    public static readonly TheoryData<string, string, bool> Cases = new()
    {
        { "*", "", true }, { "*", ".hidden", true }, { "a*c", "abbc", true }, { "a*c", "abcd", false }, { "a*b*c", "aXbYbZc", true },
        { "?", "ä", true }, { "??", "ä", false }, { "?", "", false }, { "[abc]x", "bx", true }, { "[a-c]x", "dx", false }, { "[!a-c]x", "dx", true },
        { "[!a-c]", "b", false }, { "[]]", "]", true }, { "[!]]", "]", false }, { "[", "[", true }, { "a[", "a[", true }, { "[a", "[a", true },
        { "[a-]", "-", true }, { "[ä-ö]", "ö", true }, { "a", "ab", false }, { "", "", true }, { "**", "x", true }, { "*.service", "getty@.service", true },
        { "a\\*", "a\\bc", true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void MatchesLikeFnmatch(string pattern, string name, bool expected) => Assert.Equal(expected, Fnmatch.IsMatch(pattern, name));

    [Fact]
    public void AgreesWithPythonsFnmatch()
    {
        Tool python = Tool.Require("python3", "python3");
        foreach ((string pattern, string name, bool expected) in Cases.Select(row => row.Data))
        {
            string answer = python.Run("-c", "import fnmatch,sys; print(fnmatch.fnmatchcase(sys.argv[2], sys.argv[1]))", pattern, name);
            Assert.True(answer.Trim() == expected.ToString(), $"{pattern} {name}: python says {answer}");
        }
    }

    [Fact]
    public void ManyStarsDoNotExplode()
    {
        var watch = Stopwatch.StartNew();
        Assert.False(Fnmatch.IsMatch(string.Concat(Enumerable.Repeat("*a", 30)) + "b", new string('a', 2000)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2));
    }
}
