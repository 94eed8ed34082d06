using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Questions;
using InitrdComposer.Sysext;
using InitrdComposer.Sysext.Check;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using InitrdComposer.Testing.Extensions;
using Xunit;

namespace InitrdComposer.Tests.Sysext.Check;

public sealed class ExtensionCheckTests : CheckedExtensions
{
    [Fact]
    public void ASignedExtensionOfTheBaseIsMerged()
    {
        ExtensionReport report = CheckOne(Fit());
        Assert.Equal(ExtensionVerdict.Good, report.Verdict);
        Assert.Equal(
            ["image", "image policy", "verity", "signature", "extension-release", "SYSEXT_SCOPE", "ARCHITECTURE", "ID", "VERSION_ID", "modules"], report.Findings.Select(finding => finding.Check));
        Assert.Contains(report.Findings, finding => finding.Text == "of CN=signer, in verity.d of " + Folder["base"]);
    }

    [Fact]
    public void AnUnsignedImageIsRefusedByTheDefaultPolicy()
    {
        Assert.Equal("got root that is unprotected, expected signed", CheckOne(Tree().ToBytes()).Refusal!.Text);
        Assert.Equal("got root that is verity, expected signed", CheckOne(new DdiSpec(Tree().ToBytes()).ToBytes()).Refusal!.Text);
        Assert.Null(CheckOne(Tree().ToBytes(), demands: new(Policy: ImagePolicy.Parse("root=unprotected+absent"))).Refusal);
    }

    [Fact]
    public void AnUnknownSignerIsRefusedByNameAndFingerprint()
    {
        using X509Certificate2 other = DdiSpec.NewSigner("stranger");
        byte[] image = new DdiSpec(Tree().ToBytes()) { Signer = other }.ToBytes();
        ExtensionFinding refusal = CheckOne(image).Refusal!;
        Assert.Equal(("signature", "IC-IMG06"), (refusal.Check, refusal.Id.ToString()));
        Assert.StartsWith($"got one of CN=stranger (sha256:{other.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).ToLowerInvariant()}), expected one of CN=signer (sha256:", refusal.Text, StringComparison.Ordinal);
        Assert.Null(CheckOne(image, demands: new(Certificates: [other])).Refusal);
        Assert.Null(CheckOne(image, demands: new(Db: [other])).Refusal);
    }

    [Fact]
    public void ASignatureOfAnotherHashIsNone() => Assert.StartsWith(
        "got one that is not of CN=signer", CheckOne(new DdiSpec(Tree().ToBytes()) { Signer = Signer, Signed = new string('0', 64) }.ToBytes()).Refusal!.Text, StringComparison.Ordinal);

    /// <summary>A file system of many blocks, and one of one alone, whose tree has no level.</summary>
    [Theory]
    [InlineData(300_000, 12_288, "got block 3 of the data (offset 0x3000 of its partition) that is another, expected the one that was hashed")]
    [InlineData(0, 4_000, "got root hash ")]
    public void ACorruptBlockIsNamed(int noise, int at, string expected)
    {
        byte[] content = new byte[noise];
        new Random(1).NextBytes(content);
        byte[] tree = Tree().Add("usr/noise", content).ToBytes();
        ExtensionFinding refusal = CheckOne(new DdiSpec(tree) { Signer = Signer, Data = data => data[at] ^= 1 }.ToBytes()).Refusal!;
        Assert.Equal("IC-IMG07", refusal.Id.ToString());
        Assert.StartsWith(expected, refusal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ACorruptHashBlockIsNamed()
    {
        byte[] content = new byte[1_000_000];
        new Random(1).NextBytes(content);
        byte[] image = new DdiSpec(Tree().Add("usr/noise", content).ToBytes()) { Signer = Signer, Verity = verity => verity[4096] ^= 1 }.ToBytes();
        Assert.StartsWith("got block 1 of the hash tree", CheckOne(image).Refusal!.Text, StringComparison.Ordinal);
    }

    /// <summary>Nothing behind the blocks that are hashed is there once the image is mounted.</summary>
    [Fact]
    public void FilesAreReadWhereTheHashTreeCoversThem()
    {
        byte[] content = new byte[300_000];
        new Random(1).NextBytes(content);
        ExtensionFinding refusal = CheckOne(new DdiSpec(Tree().Add("usr/noise", content).ToBytes()) { Signer = Signer, HashedBlocks = 2 }.ToBytes()).Refusal!;
        Assert.Equal(("squashfs", "IC-IMG02"), (refusal.Check, refusal.Id.ToString()));
        Assert.EndsWith("expected from 96 to 8192", refusal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOsReleaseIsRefused()
    {
        ExtensionFinding refusal = CheckOne(new DdiSpec(Tree().Add("usr/lib/os-release", "ID=evil\n").ToBytes()) { Signer = Signer }.ToBytes()).Refusal!;
        Assert.Equal(("content", "got /usr/lib/os-release, expected none: it would hide the base's"), (refusal.Check, refusal.Text));
    }

    /// <summary>As systemd looks for it: a link that leads nowhere is no file.</summary>
    [Fact]
    public void ALinkThatLeadsNowhereIsNoOsRelease() => Assert.Null(CheckOne(new DdiSpec(Tree().Link("usr/lib/os-release", "../../etc/os-release").ToBytes()) { Signer = Signer }.ToBytes()).Refusal);

    [Fact]
    public void PartitionsOfAnotherArchitectureAreRefused() => Assert.Equal(
        "got root-arm64, root-arm64-verity, root-arm64-verity-sig, expected a file system for x86-64",
        CheckOne(new DdiSpec(Tree().ToBytes()) { Signer = Signer, Architecture = "arm64" }.ToBytes()).Refusal!.Text);

    /// <summary>A partition for /usr alone holds what is in /usr.</summary>
    [Fact]
    public void AUsrPartitionIsMountedAtUsr()
    {
        byte[] tree = new SquashfsSpec().Add("lib/extension-release.d/extension-release.one", Release).ToBytes();
        Assert.Null(CheckOne(new DdiSpec(tree) { Signer = Signer, Tree = PartitionTree.Usr }.ToBytes()).Refusal);
    }

    /// <summary>systemd-repart's image, whose file system is erofs, on the base that it was made for.</summary>
    [Fact]
    public void RepartsImageIsMerged()
    {
        File.WriteAllBytes(Folder["demo.sysext.raw"], DemoExtension.Bytes);
        var signer = RootHashSigner.Of(InitrdComposer.Formats.Verity.SignedRootHash.Read(DemoExtension.Partition(2), 0), 0);
        File.WriteAllBytes(Folder["base"], Base().Add("usr/lib/os-release", "ID=testos\nVERSION_ID=1.2\n").ToBytes());
        ExtensionReport report = Assert.Single(ExtensionCheck.Of(Disk.Host, [Folder["demo.sysext.raw"]], ExtensionBaseReader.Read(Disk.Host, Folder["base"]), new(Certificates: signer.Signature.Brought)));
        Assert.Equal("", string.Join('\n', report.Findings.Where(finding => finding.Verdict != ExtensionVerdict.Good)));
    }

    [Theory]
    [InlineData("6.1.0-other", "kernel/extra.ko", "6.1.0-other", "kernel", "got modules of 6.1.0-other, expected 6.12.0-test")]
    [InlineData(BaseSpec.Kernel, "kernel/extra.ko", "6.1.0-other", "vermagic", "got /usr/lib/modules/6.12.0-test/kernel/extra.ko of \"6.1.0-other SMP mod_unload\", expected \"6.12.0-test SMP mod_unload\"")]
    [InlineData(BaseSpec.Kernel, "modules.dep", "", "module index", "got /usr/lib/modules/6.12.0-test/modules.dep, expected none: it would hide that of ")]
    public void ModulesOfAnotherKernelAreRefused(string folder, string file, string magic, string check, string text)
    {
        ExtensionFinding refusal = CheckOne(new DdiSpec(Tree().Add($"usr/lib/modules/{folder}/{file}", new ModuleSpec(magic).ToBytes()).ToBytes()) { Signer = Signer }.ToBytes()).Refusal!;
        Assert.Equal(check, refusal.Check);
        Assert.StartsWith(text, refusal.Text, StringComparison.Ordinal);
    }

    /// <summary>In the base, built in, in the extension itself, or in another one that is given.</summary>
    [Theory]
    [InlineData("base", true)]
    [InlineData("built-in", true)]
    [InlineData("own", true)]
    [InlineData("nowhere", false)]
    public void DependenciesMustBeSomewhere(string needed, bool isFound)
    {
        SquashfsSpec tree = Tree().Add($"{Modules}/kernel/own.ko", Module()).Add($"{Modules}/kernel/extra.ko.gz", Compressed(Module($"depends={needed}")));
        ExtensionFinding? refusal = CheckOne(new DdiSpec(tree.ToBytes()) { Signer = Signer }.ToBytes()).Refusal;
        if (isFound) Assert.Null(refusal);
        else Assert.StartsWith("got /usr/lib/modules/6.12.0-test/kernel/extra.ko.gz, which needs nowhere", refusal!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherExtensionBringsADependency()
    {
        byte[] needs = new DdiSpec(Tree().Add($"{Modules}/kernel/extra.ko", Module("depends=other")).ToBytes()) { Signer = Signer }.ToBytes();
        byte[] brings = new DdiSpec(Tree(name: "two").Add($"{Modules}/kernel/other.ko", Module()).ToBytes()) { Signer = Signer }.ToBytes();
        Assert.NotNull(CheckOne(needs).Refusal);
        Assert.All(CheckAll(Base(), new(), ("one.sysext.raw", needs), ("two.sysext.raw", brings)), report => Assert.Null(report.Refusal));
    }

    [Fact]
    public void AModuleThatTheIndexDoesNotNameIsAWarning()
    {
        ExtensionReport report = CheckOne(new DdiSpec(Tree().Add($"{Modules}/kernel/unnamed.ko", Module()).ToBytes()) { Signer = Signer }.ToBytes());
        ExtensionFinding warning = report.Findings.Single(finding => finding.Verdict == ExtensionVerdict.Warning);
        Assert.Equal("modprobe will not find unnamed: the base's modules.dep does not name them", warning.Text);
        Assert.Equal("the base's recipe needs [modules] index = \"kernel\"", warning.Hint);
    }

    [Theory]
    [InlineData("loop")]
    [InlineData("overlay")]
    [InlineData("squashfs")]
    [InlineData("dm_mod")]
    [InlineData("dm_verity")]
    public void ABaseThatCannotMountIsAWarning(string missing)
    {
        string builtIn = string.Concat(BaseSpec.BuiltIn.Where(name => name != missing.Replace('_', '-')).Select(name => $"kernel/{name}.ko\n"));
        ExtensionFinding warning = CheckOne(Fit(), Base().Add($"{Modules}/modules.builtin", builtIn)).Findings.Single(finding => finding.Verdict == ExtensionVerdict.Warning);
        Assert.StartsWith($"of kernel {BaseSpec.Kernel} it has no {missing}, ", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ACertificateThatIsNoneIsAWarning()
    {
        BaseSpec damaged = Base().Add("usr/lib/verity.d/bad.crt", "none");
        ExtensionFinding warning = CheckOne(Fit(), damaged).Findings.Single(finding => finding.Verdict == ExtensionVerdict.Warning);
        Assert.Equal("/usr/lib/verity.d/bad.crt is no X.509 certificate in PEM: systemd passes over it, and trusts nobody by it", warning.Text);
        Assert.DoesNotContain(CheckOne(Tree().ToBytes(), damaged, new(Policy: ImagePolicy.Parse("*"))).Findings, finding => finding.Check == "base");
    }

    [Theory]
    [InlineData("usr/lib/systemd/system/initrd.target.wants/systemd-sysext-initrd.service")]
    [InlineData("etc/systemd/system/sysinit.target.requires/systemd-sysext.service")]
    [InlineData("etc/systemd/system/any.service.wants/systemd-sysext.service")]
    public void ABaseThatMergesNothingIsAWarning(string started)
    {
        BaseSpec idle = Base().Remove("usr/lib/systemd/system/sysinit.target.wants/systemd-sysext.service");
        ExtensionFinding warning = CheckOne(Fit(), idle).Findings.Single(finding => finding.Verdict == ExtensionVerdict.Warning);
        Assert.Equal("no unit of it starts systemd-sysext.service or systemd-sysext-initrd.service: nothing merges the extension", warning.Text);
        Assert.Equal(ExtensionVerdict.Warning, CheckOne(Fit(), idle.Add("usr/lib/systemd/system/sysinit.target.d/systemd-sysext.service", "")).Verdict);
        Assert.Equal(ExtensionVerdict.Good, CheckOne(Fit(), idle.Add(started, "")).Verdict);
    }

    [Fact]
    public void ExtensionsThatCollideAreRefused()
    {
        byte[] one = new DdiSpec(Tree().Add("usr/same", "same").Add("usr/other", "1").ToBytes()) { Signer = Signer }.ToBytes();
        byte[] two = new DdiSpec(Tree(name: "two").Add("usr/same", "same").Add("usr/other", "2").ToBytes()) { Signer = Signer }.ToBytes();
        ImmutableArray<ExtensionReport> reports = CheckAll(Base(), new(), ("one.sysext.raw", one), ("two.sysext.raw", two));
        Assert.Null(reports[0].Refusal);
        Assert.Matches("^got /usr/other: 1 bytes, sha256:.*, expected 1 bytes, sha256:.*, as .*/one.sysext.raw has it$", reports[1].Refusal!.Text);
    }

    /// <summary>As `sysext build` compares what it builds together.</summary>
    [Fact]
    public void OwnersModesAndAttributesCollideToo()
    {
        Assert.Equal("got /usr/x: mode 700 and 755, expected the same, as ", Collision(0x1C0, 0));
        Assert.Equal("got /usr/x: owner 7:0 and 0:0, expected the same, as ", Collision(0x1ED, 7));
        Assert.Equal("got /usr/x: different extended attributes, expected the same, as ", Collision(0x1ED, 0, new SquashfsXattr("user.a", new byte[1])));
        Assert.Null(Collision(0x1ED, 0));

        string? Collision(int permissions, uint uid, params ImmutableArray<SquashfsXattr> xattrs)
        {
            byte[] one = new DdiSpec(Tree().Add("usr/x", "x").ToBytes()) { Signer = Signer }.ToBytes();
            byte[] two = new DdiSpec(Tree(name: "two").Add("usr/x", "x", permissions, uid, xattrs).ToBytes()) { Signer = Signer }.ToBytes();
            return CheckAll(Base(), new(), ("one.sysext.raw", one), ("two.sysext.raw", two))[1].Refusal?.Text.Split(Folder["one"])[0];
        }
    }

    /// <summary>Files of the host are whoever's unpacked them.</summary>
    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute, null)]
    [InlineData(UnixFileMode.UserRead, "got /usr/x: mode 400 and 755, expected the same, as ")]
    public void OfAFolderOnlyModesAreCompared(UnixFileMode mode, string? expected)
    {
        byte[] image = new DdiSpec(Tree().Add("usr/x", "x", 0x1ED, uid: 7).ToBytes()) { Signer = Signer }.ToBytes();
        File.WriteAllBytes(Folder["base"], Base().ToBytes());
        File.WriteAllBytes(Folder["one.sysext.raw"], image);
        Directory.CreateDirectory(Folder["two/usr/lib/extension-release.d"]);
        File.WriteAllText(Folder["two/usr/lib/extension-release.d/extension-release.two"], Release);
        File.WriteAllText(Folder["two/usr/x"], "x");
        File.SetUnixFileMode(Folder["two/usr/x"], mode);
        ImmutableArray<ExtensionReport> reports = ExtensionCheck.Of(Disk.Host, [Folder["one.sysext.raw"], Folder["two"]], ExtensionBaseReader.Read(Disk.Host, Folder["base"]), new());
        Assert.Equal(expected, reports[1].Refusal?.Text.Split(Folder["one"])[0]);
    }

    [Fact]
    public void AFolderIsCheckedToo()
    {
        string folder = Folder["one"];
        Directory.CreateDirectory(Path.Combine(folder, "usr/lib/extension-release.d"));
        File.WriteAllText(Path.Combine(folder, "usr/lib/extension-release.d/extension-release.one"), Release);
        File.WriteAllBytes(Folder["base"], Base().ToBytes());
        ExtensionReport report = Assert.Single(ExtensionCheck.Of(Disk.Host, [folder], ExtensionBaseReader.Read(Disk.Host, Folder["base"]), new()));
        Assert.Equal(("folder", ExtensionVerdict.Good), (report.Form, report.Verdict));
    }

    [Fact]
    public void APolicyThatIsNoneIsRefused() => Assert.Equal(FailureKind.Usage, Assert.Throws<ComposerException>(() => ImagePolicy.Parse("root=sealed")).Id.Kind);
}
