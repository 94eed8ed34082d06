using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Sysext;
using InitrdComposer.Sysext.Check;
using InitrdComposer.Testing.Extensions;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Sysext.Check;

/// <summary>Whether an extension is for this base.</summary>
public sealed class ExtensionMatchTests : CheckedExtensions
{
    /// <summary>What systemd compares, in its order, the first that fails being the last that is asked.</summary>
    [Theory]
    [InlineData("ID=test\nVERSION_ID=1\n", "", "SYSEXT_SCOPE", "got none, which is system portable, expected initrd")]
    [InlineData("SYSEXT_SCOPE=system\nID=other\n", "", "SYSEXT_SCOPE", "got system, expected initrd")]
    [InlineData("SYSEXT_SCOPE=initrd\nARCHITECTURE=arm64\nID=other\n", "", "ARCHITECTURE", "got arm64, expected x86-64")]
    [InlineData("SYSEXT_SCOPE=initrd\nVERSION_ID=1\n", "", "ID", "got none, expected test, or _any")]
    [InlineData("SYSEXT_SCOPE=initrd\nID=other\nVERSION_ID=1\n", "", "ID", "got other, expected test")]
    [InlineData("SYSEXT_SCOPE=initrd\nID=other\nVERSION_ID=1\n", "ID_LIKE=\"more kin\"\n", "ID", "got other, expected test, or one of more kin")]
    [InlineData("SYSEXT_SCOPE=initrd\nID=test\n", "", "VERSION_ID", "got none, expected 1")]
    [InlineData("SYSEXT_SCOPE=initrd\nID=test\nVERSION_ID=2\n", "", "VERSION_ID", "got 2, expected 1")]
    [InlineData("SYSEXT_SCOPE=initrd\nID=test\nVERSION_ID=1\nSYSEXT_LEVEL=2\n", "SYSEXT_LEVEL=1\n", "SYSEXT_LEVEL", "got 2, expected 1")]
    [InlineData("SYSEXT_SCOPE=initrd\nID=test\nSYSEXT_LEVEL=1\n", "", "VERSION_ID", "got none, expected 1")]
    public void WhatDoesNotMatchIsNamed(string release, string baseAdds, string check, string text)
    {
        ExtensionReport report = CheckOne(Fit(release), Base().Add("usr/lib/os-release", $"ID=test\nVERSION_ID=1\n{baseAdds}"));
        Assert.Equal((check, text, "IC-IMG01"), (report.Refusal!.Check, report.Refusal.Text, report.Refusal.Id.ToString()));
        Assert.Equal(check, report.Findings.Last(finding => finding.Check is not "modules").Check);
    }

    [Theory]
    [InlineData("SYSEXT_SCOPE=\"system initrd\"\nID=_any\n", "")]
    [InlineData("SYSEXT_SCOPE=initrd\nID=test\nVERSION_ID=1\nARCHITECTURE=_any\n", "")]
    [InlineData("SYSEXT_SCOPE=initrd\nID=kin\nVERSION_ID=1\n", "ID_LIKE=\"more kin\"\n")]
    [InlineData("SYSEXT_SCOPE=initrd\nID=test\nVERSION_ID=7\nSYSEXT_LEVEL=1\n", "SYSEXT_LEVEL=1\n")]
    [InlineData("SYSEXT_SCOPE=initrd\nID=test\nVERSION_ID=1\nSYSEXT_LEVEL=7\n", "")]
    [InlineData("SYSEXT_SCOPE=initrd\nID=test\nVERSION_ID=1\n", "SYSEXT_LEVEL=7\n")]
    public void WhatSystemdTakesIsTaken(string release, string baseAdds) =>
        Assert.Null(CheckOne(Fit(release), Base().Add("usr/lib/os-release", $"ID=test\nVERSION_ID=1\n{baseAdds}")).Refusal);

    [Fact]
    public void ABaseWithoutVersionTakesEveryVersion()
    {
        ExtensionReport report = CheckOne(Fit(), Base().Add("usr/lib/os-release", "ID=test\n"));
        Assert.Equal(("VERSION_ID", ExtensionVerdict.Warning), report.Findings.Where(finding => finding.Verdict != ExtensionVerdict.Good).Select(finding => (finding.Check, finding.Verdict)).Single());
    }

    /// <summary>A base that is no initrd asks for the scope "system", and takes what nobody signed.</summary>
    [Fact]
    public void TheScopeIsTheBases()
    {
        BaseSpec system = Base().Remove("etc/initrd-release");
        byte[] naked = Tree("ID=test\nVERSION_ID=1\n").ToBytes();
        Assert.Null(CheckOne(naked, system).Refusal);
        Assert.Equal("image policy", CheckOne(naked, system, new("initrd")).Refusal!.Check);
    }

    [Theory]
    [InlineData("one.sysext.raw", "extension-release.one", null, null)]
    [InlineData("one.raw", "extension-release.one", null, null)]
    [InlineData("one_1.2+3.sysext.raw", "extension-release.one", null, null)]
    [InlineData("one_1.2.sysext.raw", "extension-release.one_1.2", null, null)]
    [InlineData("two.raw", "extension-release.one", "false", null)]
    [InlineData("two.raw", "extension-release.one", null, "/usr/lib/extension-release.d/extension-release.two")]
    [InlineData("two.raw", "extension-release.one", "1", "/usr/lib/extension-release.d/extension-release.two")]
    public void TheReleaseIsFoundByTheNameOfTheImage(string file, string release, string? strict, string? expected)
    {
        ImmutableArray<SquashfsXattr> xattrs = strict is null ? [] : [new("user.extension-release.strict", Encoding.ASCII.GetBytes(strict))];
        byte[] image = new SquashfsSpec().Add($"usr/lib/extension-release.d/{release}", Release, xattrs).ToBytes();
        ExtensionFinding? refusal = CheckOne(new DdiSpec(image) { Signer = Signer }.ToBytes(), name: file).Refusal;
        if (expected is null) Assert.Null(refusal);
        else Assert.Equal($"got /usr/lib/extension-release.d/{release}, expected {expected}", refusal!.Text);
    }

    [Fact]
    public void TwoReleasesThatFitAreNone()
    {
        SquashfsSpec tree = new SquashfsSpec();
        foreach (string name in (string[])["a", "b"]) tree.Add($"usr/lib/extension-release.d/extension-release.{name}", Release, new SquashfsXattr("user.extension-release.strict", "0"u8.ToArray()));
        Assert.StartsWith("got 2 that fit", CheckOne(new DdiSpec(tree.ToBytes()) { Signer = Signer }.ToBytes()).Refusal!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AConfextIsAskedItsOwnQuestions()
    {
        byte[] tree = new SquashfsSpec().Add("etc/extension-release.d/extension-release.one", "ID=test\nVERSION_ID=1\nCONFEXT_SCOPE=initrd\n").Add("etc/x.conf", "x").Add("usr/y", "y").ToBytes();
        ExtensionReport report = CheckOne(new DdiSpec(tree) { Signer = Signer }.ToBytes(), name: "one.confext.raw");
        Assert.Equal((ExtensionKind.Confext, ExtensionVerdict.Warning), (report.Kind, report.Verdict));
        Assert.Equal("not merged, for they are outside of /etc: /usr/y", report.Findings.Single(finding => finding.Verdict == ExtensionVerdict.Warning).Text);
    }

    /// <summary>systemd-sysext merges nothing of /etc: a configuration extension has a policy and units of its own.</summary>
    [Fact]
    public void TheKindOfANameWithoutOneIsSeenInTheFiles()
    {
        byte[] tree = new SquashfsSpec().Add("etc/extension-release.d/extension-release.one", "ID=test\nVERSION_ID=1\nCONFEXT_SCOPE=initrd\n").ToBytes();
        ExtensionReport report = CheckOne(new DdiSpec(tree) { Signer = Signer }.ToBytes(), Base().Remove("usr/lib/systemd/system/sysinit.target.wants/systemd-sysext.service"), name: "one.raw");
        Assert.Equal((ExtensionKind.Confext, ExtensionVerdict.Good), (report.Kind, report.Verdict));
        Assert.Equal("root is signed, as root=signed+absent allows", report.Findings.Single(finding => finding.Check == "image policy").Text);
    }

    /// <summary>Of a partitioned image alone; what a policy does not name is ignored.</summary>
    [Theory]
    [InlineData("root=signed:usr=signed", "got no usr, expected signed")]
    [InlineData("root=signed:usr=signed+absent", null)]
    [InlineData("root=signed", null)]
    [InlineData("*", null)]
    public void APartitionThatThePolicyWantsIsThere(string policy, string? expected)
    {
        Assert.Equal(expected, CheckOne(Fit(), demands: new(Policy: ImagePolicy.Parse(policy))).Refusal?.Text);
        Assert.Null(CheckOne(Tree().ToBytes(), demands: new(Policy: ImagePolicy.Parse("root=unprotected:usr=signed"))).Refusal);
    }

    /// <summary>As docs/reference/sysext-check.md lists them.</summary>
    [Fact]
    public void WhatIsOutsideIsToldAfterWhatMatches() => Assert.Equal(
        ["extension-release", "SYSEXT_SCOPE", "ARCHITECTURE", "ID", "VERSION_ID", "hierarchies"],
        CheckOne(new DdiSpec(Tree().Add("etc/x", "x").ToBytes()) { Signer = Signer }.ToBytes()).Findings.Select(finding => finding.Check).SkipWhile(check => check != "extension-release"));
}
