using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.Formats.Tests.Rpm;

public sealed class RpmScriptletsTests
{
    [Theory]
    [InlineData("own/feat-1.0-8.w19zstdio.noarch.rpm", "%pre", "PREIN")]
    [InlineData("own/feat-1.0-8.w19zstdio.noarch.rpm", "%post", "POSTIN")]
    [InlineData("own/feat-1.0-8.w19zstdio.noarch.rpm", "%posttrans", "POSTTRANS")]
    [InlineData("rpm-rs_rpm/RPMS__v6__rpm-scriptlets-1.0-1.noarch.rpm", "%pretrans", "PRETRANS")]
    [InlineData("rpm-rs_rpm/RPMS__v6__rpm-scriptlets-1.0-1.noarch.rpm", "%preun", "PREUN")]
    [InlineData("rpm-rs_rpm/RPMS__v6__rpm-scriptlets-1.0-1.noarch.rpm", "%postun", "POSTUN")]
    [InlineData("rpm-rs_rpm/RPMS__v6__rpm-scriptlets-1.0-1.noarch.rpm", "%verifyscript", "VERIFYSCRIPT")]
    public void BodiesAndInterpretersAreWhatRpmPrints(string file, string kind, string tag)
    {
        string programTag = tag == "VERIFYSCRIPT" ? "VERIFYSCRIPTPROG" : tag + "PROG";
        RpmScriptlet scriptlet = Assert.Single(Read(file), scriptlet => scriptlet.Kind == kind);
        Assert.Equal(Query(file, $"%{{{tag}}}"), scriptlet.Body);
        Assert.Equal(Query(file, $"[%{{{programTag}}} ]"), string.Join(' ', scriptlet.Interpreter) + " ");
        Assert.Empty(scriptlet.Conditions);
    }

    [Theory]
    [InlineData("own/feat-1.0-8.w19zstdio.noarch.rpm", "trigger", "")]
    [InlineData("rpm-rs_rpm/RPMS__v6__rpm-scriptlets-1.0-1.noarch.rpm", "trigger", "")]
    [InlineData("rpm-rs_rpm/RPMS__v6__rpm-scriptlets-1.0-1.noarch.rpm", "filetrigger", "FILE")]
    [InlineData("rpm-rs_rpm/RPMS__v6__rpm-scriptlets-1.0-1.noarch.rpm", "transfiletrigger", "TRANSFILE")]
    public void TriggersAreWhatRpmPrints(string file, string family, string prefix)
    {
        RpmScriptlet[] triggers = [.. Read(file).Where(scriptlet => scriptlet.Kind.StartsWith($"%{family}", StringComparison.Ordinal))];
        Assert.NotEmpty(triggers);
        Assert.Equal(Query(file, $"[%{{{prefix}TRIGGERSCRIPTS}}\u0001]"), string.Concat(triggers.Select(trigger => trigger.Body + "\u0001")));
        Assert.Equal(Query(file, $"[%{{{prefix}TRIGGERTYPE}} ]"), string.Concat(triggers.Select(trigger => trigger.Kind[(family.Length + 1)..] + " ")));
        Assert.Equal(
            Query(file, $"[%{{{prefix}TRIGGERNAME}} ]").Split(' ').Order(),
            string.Concat(triggers.SelectMany(trigger => trigger.Conditions).Select(condition => condition.Name + " ")).Split(' ').Order());
    }

    [Fact]
    public void ATriggersConditionHasItsVersion()
    {
        RpmScriptlet trigger = Assert.Single(Read("own/feat-1.0-8.w19zstdio.noarch.rpm"), scriptlet => scriptlet.Kind == "%triggerin");
        RpmDependency condition = Assert.Single(trigger.Conditions);
        Assert.Equal(("bash", RpmSense.Greater, "3"), (condition.Name, condition.Comparison, condition.Version));
    }

    private static IReadOnlyList<RpmScriptlet> Read(string file) => RpmPackageReader.Read(new MemoryStream(RpmFixtures.Bytes(file))).Scriptlets;

    private static string Query(string file, string format) => Tool.Require("rpm", "rpm").Run("-qp", "--nosignature", "--qf", format, RpmFixtures.Path(file));
}
