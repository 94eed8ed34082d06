using System.Text.RegularExpressions;
using InitrdComposer.Fuzz;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>
/// Each reader is given the corpus of tests/fuzz, and for three seconds what is made of it: it reads or refuses, in its limits, and nothing else. `make fuzz` goes on for hours.
/// </summary>
public abstract partial class FuzzTests
{
    private const string Seconds = "3";

    private static readonly Tool Program = Tool.Require(Checkout.Artifact("dotnet", "bin", "InitrdComposer.Fuzz", "debug", "initrd-fuzz"), "none: it is built with the tests");

    private protected static void ReadsOrRefuses(string target)
    {
        ToolResult result = Program.Start(null, null, ["run", "--fresh", "--jobs", "1", "--seconds", Seconds, target]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Match counts = Counts().Match(result.Output);
        Assert.True(counts.Success, result.Output);
        // What counts nothing would make nothing of what it has.
        Assert.NotEqual("0", counts.Groups["edges"].Value);
        Assert.NotEqual("0", counts.Groups["executions"].Value);
    }

    private protected static TheoryData<string> HalfOf(int half) => [.. TargetList.All.Index().Where(target => target.Index % 2 == half).Select(target => target.Item.Name)];

    [GeneratedRegex("(?<executions>[0-9]+) executions in [0-9]+ s, 0 wrong, (?<edges>[0-9]+) edges")]
    private static partial Regex Counts();
}

/// <summary>One half of the readers, for one of two processors.</summary>
public sealed class FuzzTestsOfOneHalf : FuzzTests
{
    public static TheoryData<string> Targets => HalfOf(0);

    [Theory]
    [MemberData(nameof(Targets))]
    public void TheReaderReadsOrRefuses(string target) => ReadsOrRefuses(target);
}

/// <summary>The other half.</summary>
public sealed class FuzzTestsOfTheOtherHalf : FuzzTests
{
    public static TheoryData<string> Targets => HalfOf(1);

    [Theory]
    [MemberData(nameof(Targets))]
    public void TheReaderReadsOrRefuses(string target) => ReadsOrRefuses(target);
}
