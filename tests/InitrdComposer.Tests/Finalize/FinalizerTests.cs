using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Finalize;
using InitrdComposer.Finalize.Scriptlets;
using InitrdComposer.Tests.Root;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Finalize;

public sealed class FinalizerTests
{
    private const string Coldplug = "/usr/lib/systemd/system/extension-coldplug";

    private static readonly RootTree Smallest = TreeOf(FileNode("/usr/lib/systemd/systemd"), FileNode("/usr/lib/os-release", "ID=test\n"));

    [Fact]
    public void TheSmallestImageGetsInitAndInitrdRelease() => Assert.Equal(
        [
            "/etc 755 Directory", "/etc/initrd-release 777 -> /etc/os-release", "/etc/machine-id 444 uninitialized\n", "/etc/os-release 777 -> ../usr/lib/os-release",
            "/init 777 -> /usr/lib/systemd/systemd", "/usr 755 Directory", "/usr/lib 755 Directory", "/usr/lib/os-release 644 ID=test\n",
            "/usr/lib/systemd 755 Directory", "/usr/lib/systemd/systemd 644 ",
        ],
        Lines(Apply(Smallest).Tree));

    [Fact]
    public void WhatIsThereIsKept()
    {
        RootNode[] own = [FileNode("/init", "own"), FileNode("/etc/initrd-release", "own"), FileNode("/etc/os-release", "ID=own\n")];
        string[] lines = Lines(Apply(Smallest.With(own)).Tree);
        Assert.Subset(lines.ToHashSet(), Lines(own).ToHashSet());
    }

    [Fact]
    public void WithoutWhatInitLeadsToThereIsNoImage()
    {
        RootTree tree = Apply(Smallest).Tree;
        InitLink.Require(tree);
        RootTree removed = tree.Without(node => node.Path == RootPath.Of("/usr/lib/systemd/systemd"));
        var exception = Assert.Throws<ComposerException>(() => InitLink.Require(removed));
        Assert.Equal("IC-FIN01 after the recipe's removals /init leads to /usr/lib/systemd/systemd, which is not there", $"{exception.Id} {exception.Message}");
        Assert.Throws<ComposerException>(() => InitLink.Require(removed.Without(node => node.Path == RootPath.Of("/init"))));
    }

    [Fact]
    public void AnInitrdReleaseThatLeadsNowhereIsReplaced() => Assert.Contains(
        "/etc/initrd-release 777 -> /etc/os-release", Lines(Apply(Smallest.With([LinkNode("/etc/initrd-release", "/nowhere")])).Tree));

    [Fact]
    public void WithoutInitOrOsReleaseThereIsNoImage()
    {
        Assert.Equal("IC-FIN01", Assert.Throws<ComposerException>(() => Apply(Smallest.Slice(node => node.Path.ToString().EndsWith("release", StringComparison.Ordinal)))).Id.ToString());
        Assert.Equal("IC-FIN02", Assert.Throws<ComposerException>(() => Apply(Smallest.Slice(node => !node.Path.ToString().EndsWith("release", StringComparison.Ordinal)))).Id.ToString());
    }

    [Fact]
    public void AMachineIdOfAPackageIsReplacedAndOneOfTheRecipeStays()
    {
        RootNode id = FileNode("/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
        Assert.Contains("/etc/machine-id 444 uninitialized\n", Lines(Apply(Smallest.With([id])).Tree));
        Assert.Contains("/etc/machine-id 644 0123456789abcdef0123456789abcdef\n", Lines(Apply(Smallest.With([id with { Origin = new Origin.ExtraTree(new("r.toml"), "extra") }])).Tree));
    }

    [Fact]
    public void DeviceMapperRulesComeOnlyWithDeviceMapper()
    {
        RootPath dm = RootPath.Of("/usr/lib/udev/rules.d/10-initrd-composer-dm.rules");
        RootPath md = RootPath.Of("/usr/lib/udev/rules.d/10-initrd-composer-md.rules");
        Assert.False(Apply(Smallest).Tree.Contains(dm));
        RootTree withDm = Apply(Smallest.With([FileNode("/usr/sbin/dmsetup")])).Tree;
        Assert.True(withDm.Contains(dm) && !withDm.Contains(md));
        Assert.True(Apply(Smallest.With([FileNode("/usr/sbin/mdadm")])).Tree.Contains(md));
        Assert.Contains("OPTIONS+=\"db_persist\"", ImageText.Find(withDm, GeneratedContents.Instance, dm), StringComparison.Ordinal);
    }

    [Fact]
    public void CryptsetupSeesCredentialsOnlyWhereThereIsCryptsetup()
    {
        const string DropIn = "/usr/lib/systemd/system/systemd-cryptsetup@.service.d/credential.conf";
        Assert.DoesNotContain(DropIn, Paths(Apply(Smallest).Tree));
        RootTree tree = Apply(Smallest.With([FileNode("/usr/lib/systemd/systemd-cryptsetup")])).Tree;
        Assert.Contains("ImportCredential=cryptsetup.*", ImageText.Find(tree, GeneratedContents.Instance, RootPath.Of(DropIn)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/usr/lib/systemd/system/systemd-sysext.service", "[Install]\nWantedBy=sysinit.target\n")]
    [InlineData("/usr/lib/systemd/system/systemd-confext.service", "[Install]\nWantedBy=sysinit.target\n")]
    [InlineData("/usr/lib/systemd/system/initrd.target.wants/systemd-sysext-initrd.service", "")]
    public void DevicesAreColdpluggedAgainWhereExtensionsAreMerged(string unit, string text)
    {
        RootTree tree = Apply(Smallest.With([FileNode("/usr/lib/systemd/system-preset/50.preset", "enable systemd-*ext.service\n"), FileNode(unit, text)])).Tree;
        Assert.Contains(Coldplug + ".service", Paths(tree));
        Assert.Contains("/usr/lib/systemd/system/sysinit.target.wants/extension-coldplug.service 777 -> ../extension-coldplug.service", Lines(tree));
    }

    [Fact]
    public void DevicesAreNotColdpluggedAgainWhereNothingIsMerged() => Assert.DoesNotContain(
        Coldplug + ".service", Paths(Apply(Smallest.With([FileNode("/usr/lib/systemd/system/systemd-sysext.service", "[Install]\nWantedBy=sysinit.target\n")])).Tree));

    [Fact]
    public void ARecipesOwnColdplugStays() => Assert.Contains(Coldplug + ".service 644 own", Lines(Apply(Smallest.With(
    [
        FileNode("/usr/lib/systemd/system/initrd.target.wants/systemd-sysext-initrd.service"), FileNode(Coldplug + ".service", "own"),
    ])).Tree));

    [Fact]
    public void EachUnknownScriptletIsANotice()
    {
        FakePackage package = new FakePackage("p").Script("%post", "frobnicate").Script("%postun", "frobnicate");
        Finalized result = Apply(Smallest, package.Header);
        Assert.Equal("p-1.0-1.x86_64: %post is not run, and nothing is known of: frobnicate", Assert.Single(result.Notices).Message);
        Assert.Equal([typeof(ScriptletVerdict.Unknown), typeof(ScriptletVerdict.Ignored)], result.Scriptlets.Select(report => report.Verdict.GetType()));
    }

    [Fact]
    public void SysusersAndPresetsAreApplied()
    {
        RootTree tree = Apply(Smallest.With(
        [
            FileNode("/usr/lib/sysusers.d/a.conf", "u a 5"), FileNode("/usr/lib/systemd/system/a.service", "[Install]\nWantedBy=x.target\n"),
            FileNode("/usr/lib/systemd/system-preset/50-a.preset", "enable a.service"),
        ])).Tree;
        Assert.Contains("/etc/passwd", Paths(tree));
        Assert.Contains("/etc/systemd/system/x.target.wants/a.service", Paths(tree));
        Assert.Contains("/usr/lib/systemd/system-preset/99-initrd-composer.preset 644 disable *\n", Lines(tree));
    }

    [Fact]
    public void ApplyingTwiceChangesNothing()
    {
        RootTree once = Apply(Smallest.With([FileNode("/usr/lib/sysusers.d/a.conf", "u a"), FileNode("/usr/lib/systemd/system/a.service", "[Install]\nWantedBy=x.target\n")])).Tree;
        Assert.Equal(Lines(once), Lines(Apply(once).Tree));
    }

    private static Finalized Apply(RootTree tree, params PackageHeader[] headers) => Finalizer.Apply(
        tree, GeneratedContents.Instance, new FinalizeSettings([], [], false, [], ImmutableArray<Located<string>>.Empty), headers, 1_700_000_000);
}
