using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Sysext;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.Tests.Sysext;

public sealed class ExtensionReleaseTests
{
    private static readonly Dictionary<string, string> Fedora = new() { ["ID"] = "fedora", ["VERSION_ID"] = "43", ["NAME"] = "Fedora Linux" };

    [Fact]
    public void ASysextNamesItsBase() => Assert.Equal(
        "SYSEXT_SCOPE=\"initrd system\"\nARCHITECTURE=x86-64\nID=fedora\nVERSION_ID=43\nSYSEXT_ID=nfs\nSYSEXT_VERSION_ID=7\n",
        ExtensionRelease.Of(ExtensionKind.Sysext, Fedora, ["initrd", "system"], "x86-64", "nfs", "7").ToText());

    [Fact]
    public void AConfextHasFieldsOfItsOwn() => Assert.Equal(
        "CONFEXT_SCOPE=initrd\nARCHITECTURE=arm64\nID=fedora\nVERSION_ID=43\nCONFEXT_ID=site\n",
        ExtensionRelease.Of(ExtensionKind.Confext, Fedora, ["initrd"], "arm64", "site").ToText());

    /// <summary>As mkosi writes both; the level of the other kind says nothing.</summary>
    [Fact]
    public void ALevelStandsBesideTheVersion()
    {
        Dictionary<string, string> flatcar = new(Fedora) { ["SYSEXT_LEVEL"] = "1.0" };
        var release = ExtensionRelease.Of(ExtensionKind.Sysext, flatcar, ["initrd"], "x86-64");
        Assert.Equal(("1.0", "43"), (release.Level, release.VersionId));
        Assert.Null(ExtensionRelease.Of(ExtensionKind.Confext, flatcar, ["initrd"], "x86-64").Level);
    }

    [Theory]
    [InlineData("ID", "ID: got none")]
    [InlineData("VERSION_ID", "VERSION_ID or SYSEXT_LEVEL: got none")]
    public void ABaseThatDoesNotSayWhatItIsIsRefused(string missing, string expected)
    {
        Dictionary<string, string> fields = new(Fedora) { [missing] = "" };
        ComposerException exception = Assert.Throws<ComposerException>(() => ExtensionRelease.Of(ExtensionKind.Sysext, fields, ["initrd"], "x86-64"));
        Assert.StartsWith(expected, exception.Message, StringComparison.Ordinal);
        Assert.Equal(("IC-IMG18", FailureKind.Verification), (exception.Id.ToString(), exception.Id.Kind));
    }

    /// <summary>What a shell would make of each value, which is what systemd makes of it.</summary>
    [Theory]
    [InlineData("a b", "\"a b\"")]
    [InlineData("x $y `z` \"q\" \\ 'p'", "\"x \\$y \\`z\\` \\\"q\\\" \\\\ 'p'\"")]
    [InlineData("12.1~rc1", "\"12.1~rc1\"")]
    [InlineData("", "\"\"")]
    public void ValuesAreQuotedAndReadBack(string value, string written)
    {
        var release = new ExtensionRelease(ExtensionKind.Sysext, ExtensionRelease.Of(ExtensionKind.Sysext, Fedora, ["initrd"], "x86-64").Fields.SetItem("SYSEXT_IMAGE", value));
        Assert.Contains($"SYSEXT_IMAGE={written}\n", release.ToText(), StringComparison.Ordinal);
        Assert.Equal(release.Fields, Read(release.ToText()).Fields);
    }

    /// <summary>Values as they are written in the wild.</summary>
    [Theory]
    [InlineData("initrd system portable", "initrd", "system", "portable")]
    [InlineData("\"initrd\tsystem\"  ", "initrd", "system")]
    [InlineData("'initrd'\" system\"", "initrd", "system")]
    [InlineData("in\\itrd", "initrd")]
    [InlineData("", "system", "portable")]
    public void ScopesAreWords(string written, params string[] expected) => Assert.Equal(expected, Read($"ID=x\nSYSEXT_SCOPE={written}\n").Scope);

    [Fact]
    public void WhoSaysNothingIsNotForInitrds() => Assert.Equal(["system", "portable"], Read("# nothing\nID=x\n").Scope);

    [Fact]
    public void AnEmptyValueIsNone() => Assert.Null(Read("ID=\n").Id);

    [Fact]
    public void TheLastLineOfAKeyCounts() => Assert.Equal("b", Read("ID=a\nID=b\n").Id);

    [Fact]
    public void TextThatIsNoAssignmentIsRefused() =>
        Assert.Contains("expected KEY=value", Assert.Throws<ComposerException>(() => Read("ID=x\nhello\n")).Message, StringComparison.Ordinal);

    /// <summary>Whatever packages are built for, there are partition types of that name.</summary>
    [Theory]
    [InlineData("x86_64")]
    [InlineData("aarch64")]
    [InlineData("i686")]
    [InlineData("armv7hl")]
    [InlineData("ppc64le")]
    [InlineData("s390x")]
    [InlineData("riscv64")]
    [InlineData("loongarch64")]
    public void ArchitecturesAreSystemds(string rpm)
    {
        string architecture = Assert.IsType<string>(ExtensionArchitecture.OfRpm(rpm));
        Assert.True(DiscoverablePartitions.TryFind(PartitionTree.Root, PartitionContent.Data, architecture, out _));
    }

    private static ExtensionRelease Read(string text) => ExtensionRelease.Read(ExtensionKind.Sysext, Encoding.UTF8.GetBytes(text), RootPath.Of("/r"));
}
