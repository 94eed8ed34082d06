using InitrdComposer.Diagnostics;
using InitrdComposer.Lock;
using InitrdComposer.Questions;
using InitrdComposer.Tests.Lock;
using Xunit;

namespace InitrdComposer.Tests.Questions;

/// <summary>Chains and costs of packages, from a lock's edges alone.</summary>
public sealed class WhyTests
{
    /// <summary>"package: line N | package (weak)" each; sizes are all 1000.</summary>
    private static readonly LockFile Locked = Of(
        "systemd: line 3",
        "bash: line 4",
        "libc: systemd, bash, perl, xfs",
        "xfs: line 5",
        "icu: xfs",
        "stdc: icu",
        "usrmerge: systemd weak, bash weak",
        "perl: usrmerge, deep",
        "deep: chain",
        "chain: bash",
        "loop-a: loop-b, xfs",
        "loop-b: loop-a");

    [Theory]
    [InlineData("systemd", "line 3; systemd")]
    [InlineData("stdc", "line 5; xfs > icu > stdc")]
    [InlineData("libc", "line 4; bash > libc")] // the first in the lock's order, which is by name
    [InlineData("perl", "line 4; bash > chain > deep > perl")] // longer, but required all the way
    [InlineData("usrmerge", "line 4; bash > usrmerge")]
    [InlineData("loop-b", "line 5; xfs > loop-a > loop-b")]
    public void TheChainIsTheShortestThatIsRequired(string package, string chain)
    {
        Why why = Assert.Single(Why.Of(Locked, package, "my.lock"));
        Assert.Equal(chain, $"line {Assert.Single(why.Lines).Line}; {string.Join(" > ", why.Chain.Select(step => step.Package.Nevra.Name))}");
        Assert.Null(why.Chain[0].By);
        Assert.All(why.Chain.Skip(1).Zip(why.Chain), pair => Assert.Equal(pair.Second.Package.Nevra, pair.First.By!.Package));
    }

    [Theory]
    [InlineData("icu", "icu stdc")]
    [InlineData("xfs", "xfs icu loop-a loop-b stdc")]
    [InlineData("libc", "libc")]
    [InlineData("usrmerge", "usrmerge")] // perl is needed by deep, too
    [InlineData("bash", "bash chain deep")] // usrmerge stays, which systemd recommends, and so does perl
    public void WhatNothingElseAsksForLeaves(string package, string leaving) =>
        Assert.Equal(leaving, string.Join(' ', Assert.Single(Why.Of(Locked, package, "my.lock")).Leaving.Select(left => left.Nevra.Name)));

    [Fact]
    public void OthersThatNeedItAreNamedOnce() =>
        Assert.Equal(["perl", "systemd", "xfs"], Assert.Single(Why.Of(Locked, "libc", "my.lock")).Others.Select(other => other.Package.Nevra.Name));

    [Fact]
    public void AGlobAndANevraNamePackages()
    {
        Assert.Equal(["loop-a", "loop-b"], Why.Of(Locked, "loop-*", "my.lock").Select(why => why.Package.Nevra.Name));
        Assert.Equal("icu", Assert.Single(Why.Of(Locked, "icu-1-1.x86_64", "my.lock")).Package.Nevra.Name);
    }

    [Fact]
    public void APackageThatIsNotThereIsAnsweredWithANearName()
    {
        ComposerException error = Assert.Throws<ComposerException>(() => Why.Of(Locked, "sistemd", "my.lock"));
        Assert.Equal(("IC-WHY01", FailureKind.Usage, "did you mean systemd?"), (error.Id.ToString(), error.Id.Kind, error.Hint));
    }

    private static LockFile Of(params string[] packages)
    {
        IEnumerable<LockedPackage> all = packages.Select(text => text.Split(": ")).Select(parts => Locks.Package(
            NevraOf(parts[0]), PackageRole.Install, [.. parts[1].Split(", ").Select(edge => edge.Split(' ')).Select(Edge)]));
        return Locks.Parse(LockText.Write(Locks.Small with { Packages = [.. all] }));

        static RequestedBy Edge(string[] words) => words switch
        {
            ["line", string line] => new(null, "spec", int.Parse(line, System.Globalization.CultureInfo.InvariantCulture), IsWeak: false),
            [string name, ..] => new(NevraOf(name), "dependency", null, IsWeak: words.Length == 2),
            [] => throw new ArgumentException("no words", nameof(words)),
        };
        static InitrdComposer.Packages.Nevra NevraOf(string name) => Locks.Nevra(name, 0, "1", "1");
    }
}
