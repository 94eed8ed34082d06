using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Esp;
using InitrdComposer.Tests.Uki;
using Xunit;

namespace InitrdComposer.Tests.Esp;

public sealed class EspPlacementTests : IDisposable
{
    private static readonly EspDemands Global = EspParts.Demands with { IsGlobal = true };

    private readonly EspParts _parts = new();

    public void Dispose() => _parts.Dispose();

    [Fact]
    public void CompanionsLieBesideEachUkiThatTheyFit()
    {
        EspPlan plan = EspParts.Plan(
            _parts.Uki("one.efi", "6.12", "262"), _parts.Uki("two.efi", "6.13", "262"), _parts.Extension("all.sysext.raw"), _parts.Extension("nfs-6.12.sysext.raw", "6.12"), _parts.Extension("etc.confext.raw"),
            _parts.File("site.cred", [1]), _parts.Addon("debug.addon.efi", "6.13"));
        Assert.Equal(
            [
                "EFI/Linux/one.efi", "EFI/Linux/one.efi.extra.d/all.sysext.raw", "EFI/Linux/one.efi.extra.d/etc.confext.raw", "EFI/Linux/one.efi.extra.d/nfs-6.12.sysext.raw", "EFI/Linux/one.efi.extra.d/site.cred",
                "EFI/Linux/two.efi", "EFI/Linux/two.efi.extra.d/all.sysext.raw", "EFI/Linux/two.efi.extra.d/debug.addon.efi", "EFI/Linux/two.efi.extra.d/etc.confext.raw", "EFI/Linux/two.efi.extra.d/site.cred",
            ],
            EspParts.PathsOf(plan));
        Assert.Equal(
            [("nfs-6.12.sysext.raw", "EFI/Linux/two.efi", "6.13"), ("debug.addon.efi", "EFI/Linux/one.efi", "6.12")],
            plan.LeftOut.OrderByDescending(left => left.Given.Name).Select(left => (left.Given.Name, left.Uki, left.UkiKernel!)));
        Assert.Empty(plan.Notices);
    }

    [Fact]
    public void WhatGoesWithEveryUkiLiesOnceWhenThatIsAskedFor()
    {
        EspPlan plan = EspParts.Plan(
            Global, _parts.Uki("one.efi", "6.12", "262"), _parts.Uki("two.efi", "6.13", "258"), _parts.Extension("all.sysext.raw"), _parts.Extension("nfs.sysext.raw", "6.12"), _parts.File("site.cred", [1]),
            _parts.Addon("debug.addon.efi", null));
        Assert.Equal(
            ["EFI/Linux/one.efi", "EFI/Linux/one.efi.extra.d/nfs.sysext.raw", "EFI/Linux/two.efi", "loader/addons/debug.addon.efi", "loader/credentials/site.cred", "loader/extensions/all.sysext.raw"],
            EspParts.PathsOf(plan));
    }

    [Fact]
    public void AStubBefore258HasExtensionsBesideItToo()
    {
        EspPlan plan = EspParts.Plan(Global, _parts.Uki("new.efi", "6.12", "258~rc1"), _parts.Uki("old.efi", "6.13", "257.13"), _parts.Extension("all.confext.raw"), _parts.File("site.cred", [1]));
        Assert.Equal(
            ["EFI/Linux/new.efi", "EFI/Linux/old.efi", "EFI/Linux/old.efi.extra.d/all.confext.raw", "loader/credentials/site.cred", "loader/extensions/all.confext.raw"], EspParts.PathsOf(plan));
        Notice notice = Assert.Single(plan.Notices);
        Assert.Equal(("IC-ESP06", "EFI/Linux/old.efi"), (notice.Id.ToString(), notice.Location!.Value.File));
        Assert.StartsWith("stub 257.13 ignores loader/extensions", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhereNoStubLooksNothingLies()
    {
        EspPlan plan = EspParts.Plan(Global, _parts.Uki("one.efi", "6.12", "257"), _parts.Uki("two.efi", "6.13", "257"), _parts.Extension("all.sysext.raw"));
        Assert.Equal(["EFI/Linux/one.efi", "EFI/Linux/one.efi.extra.d/all.sysext.raw", "EFI/Linux/two.efi", "EFI/Linux/two.efi.extra.d/all.sysext.raw"], EspParts.PathsOf(plan));
        Assert.Equal(["IC-ESP06", "IC-ESP06"], plan.Notices.Select(notice => notice.Id.ToString()));
    }

    [Fact]
    public void AnExtensionOfAModuleIsNeverForAllEvenWhereAllHaveItsKernel()
    {
        EspPlan plan = EspParts.Plan(Global, _parts.Uki("one.efi", "6.12", "262"), _parts.Extension("nfs.sysext.raw", "6.12"));
        Assert.Equal(["EFI/Linux/one.efi", "EFI/Linux/one.efi.extra.d/nfs.sysext.raw"], EspParts.PathsOf(plan));
    }

    [Fact]
    public void WhatLiesBesideAUkiComesAlongAndItsFolderHasNoBootCounter()
    {
        _parts.Extension("a/one.efi.extra.d/own.sysext.raw", "6.12");
        _parts.Extension("a/one.efi.extra.d/other.sysext.raw", "6.13");
        _parts.Addon("a/one.efi.extra.d/debug.addon.efi", null);
        _parts.File("a/one.efi.extra.d/notes.txt", [1]);
        _parts.File("a/loader/credentials/not-its-own.cred", [1]);
        EspPlan plan = EspParts.Plan(_parts.Uki("a/one+3-0.efi", "6.12", "262"));
        Assert.Equal(["EFI/Linux/one+3-0.efi", "EFI/Linux/one.efi.extra.d/debug.addon.efi", "EFI/Linux/one.efi.extra.d/own.sysext.raw"], EspParts.PathsOf(plan));
        Assert.Equal(("IC-ESP05", _parts["a/one.efi.extra.d/other.sysext.raw"]), Assert.Single(plan.Notices.Select(notice => (notice.Id.ToString(), notice.Location!.Value.File))));
    }

    [Fact]
    public void AUkiWithoutKernelReleaseOrKnownStubGetsEverythingBesideIt()
    {
        EspPlan plan = EspParts.Plan(Global, _parts.Uki("one.efi", null, null), _parts.Extension("nfs.sysext.raw", "6.12"), _parts.Extension("all.sysext.raw"));
        Assert.Equal(
            ["EFI/Linux/one.efi", "EFI/Linux/one.efi.extra.d/all.sysext.raw", "EFI/Linux/one.efi.extra.d/nfs.sysext.raw"], EspParts.PathsOf(plan));
        Assert.Equal(["IC-ESP06", "IC-ESP07"], plan.Notices.Select(notice => notice.Id.ToString()).Distinct().Order());
    }

    [Fact]
    public void OutputFoldersAreReadByTheirManifests()
    {
        _parts.Uki("out/EFI/Linux/demo-6.12.efi", "6.12", "262");
        _parts.Uki("out/EFI/Linux/forgotten.efi", "6.12", "262");
        _parts.File("out/manifest.json", """{"schema":2,"images":[{"name":"demo","uki":"EFI/Linux/demo-6.12.efi"},{"name":"bare"}]}"""u8.ToArray());
        _parts.Extension("ext/nfs.sysext.raw", "6.12");
        _parts.Extension("ext/firmware.sysext.raw");
        _parts.File("ext/manifest.json", """{"schema":2,"extensions":[{"file":"nfs.sysext.raw","kernelVersion":"6.12"},{"file":"firmware.sysext.raw"}]}"""u8.ToArray());
        EspPlan plan = EspParts.Plan(_parts["out"], _parts["ext"]);
        Assert.Equal(["EFI/Linux/demo-6.12.efi", "EFI/Linux/demo-6.12.efi.extra.d/firmware.sysext.raw", "EFI/Linux/demo-6.12.efi.extra.d/nfs.sysext.raw"], EspParts.PathsOf(plan));
        Assert.Equal(["6.12"], plan.Files.Single(file => file.Path.EndsWith("nfs.sysext.raw", StringComparison.Ordinal)).Given.Kernels);
    }

    [Fact]
    public void ExtensionsOfOneNameForDifferentKernelsDoNotMeet()
    {
        EspPlan plan = EspParts.Plan(
            _parts.Uki("one.efi", "6.12", "262"), _parts.Uki("two.efi", "6.13", "262"), _parts.Extension("a/nfs.sysext.raw", "6.12"), _parts.Extension("b/nfs.sysext.raw", "6.13"));
        Assert.Equal(
            [(_parts["a/nfs.sysext.raw"], "EFI/Linux/one.efi"), (_parts["b/nfs.sysext.raw"], "EFI/Linux/two.efi")],
            plan.Files.Where(file => file.Uki is not null).Select(file => (file.Given.Source, file.Uki!)));
    }

    [Fact]
    public void WhatImagesSayIsSafeToPrint()
    {
        string image = Encoding.Latin1.GetString(File.ReadAllBytes(_parts.Uki("one.efi", "6.12-abcd", "262\x1B[31m"))).Replace("6.12-abcd", "6.12\x1B[31m", StringComparison.Ordinal);
        EspPlan plan = EspParts.Plan(_parts.File("one.efi", Encoding.Latin1.GetBytes(image)), _parts.Extension("nfs.sysext.raw", "6.12\x1B[31m"));
        Assert.Equal((@"6.12\x1B[31m", @"262\x1B[31m"), (plan.Boots[0].Given.KernelVersion, plan.Boots[0].Given.StubVersion));
        Assert.Equal([@"6.12\x1B[31m"], plan.Files[1].Given.Kernels);
    }

    [Fact]
    public void WhatIsGivenTwiceLiesThereOnce()
    {
        string uki = _parts.Uki("one.efi", "6.12", "262"), credential = _parts.File("site.cred", [1]);
        Assert.Equal(["EFI/Linux/one.efi", "EFI/Linux/one.efi.extra.d/site.cred"], EspParts.PathsOf(EspParts.Plan(uki, credential, uki, credential)));
    }

    [Fact]
    public void NamesThatOnlyCaseTellsApartAreRefused()
    {
        string uki = _parts.Uki("one.efi", "6.12", "262");
        AssertRefused("IC-ESP03", uki, _parts.File("a/site.cred", [1]), _parts.File("b/SITE.cred", [1]));
        AssertRefused("IC-ESP03", uki, _parts.File("a/site.cred", [1]), _parts.File("c/site.cred", [2]));
        AssertRefused("IC-ESP03", _parts.Uki("a/demo.efi", "6.12", "262"), _parts.Uki("b/Demo.EFI", "6.13", "262"));
    }

    [Fact]
    public void TwoUkisWithOneFolderOfCompanionsAreRefused() =>
        AssertRefused("IC-ESP03", _parts.Uki("demo.efi", "6.12", "262"), _parts.Uki("demo+3.efi", "6.13", "262"));

    [Theory]
    [InlineData("a:b.cred")]
    [InlineData("a*b.cred")]
    [InlineData("a\tb.cred")]
    [InlineData(".hidden.cred")]
    [InlineData("ü.cred")]
    public void NamesThatFatOrStubDoNotTakeAreRefused(string name) => AssertRefused("IC-ESP02", _parts.Uki("one.efi", "6.12", "262"), _parts.File(name, [1]));

    [Fact]
    public void ANameThatBootLoadersSkipIsRefused() => AssertRefused("IC-ESP02", _parts.Uki("auto-demo.efi", "6.12", "262"));

    [Fact]
    public void WhatHasNoPlaceOnAnEspIsRefused()
    {
        string uki = _parts.Uki("one.efi", "6.12", "262");
        AssertRefused("IC-ESP01", _parts.File("site.cred", [1]));
        AssertRefused("IC-ESP01", uki, _parts.File("notes.txt", [1]));
        AssertRefused("IC-ESP01", uki, _parts.Extension("plain.raw"));
        AssertRefused("IC-ESP01", uki, _parts.File("debug.efi", UkiFixtures.Bytes("toy.262.addon.efi")));
        AssertRefused("IC-ESP01", uki, _parts.File("uki.addon.efi", UkiFixtures.Bytes("toy.262.efi")));
        AssertRefused("IC-ESP01", uki, _parts.Path);
        _parts.File("out/manifest.json", """{"schema":2,"images":[{"name":"demo","uki":"../one.efi"}]}"""u8.ToArray());
        AssertRefused("IC-MAN01", _parts["out"]);
        _parts.File("ext/manifest.json", """{"schema":2,"extensions":[{"file":null}]}"""u8.ToArray());
        AssertRefused("IC-MAN01", uki, _parts["ext"]);
        Directory.CreateDirectory(_parts["ext/nfs"]);
        _parts.File("ext/manifest.json", """{"schema":2,"extensions":[{"file":"nfs"}]}"""u8.ToArray());
        AssertRefused("IC-ESP01", uki, _parts["ext"]);
        AssertRefused("IC-FLT16", uki, _parts["no-such-folder"]);
    }

    private static void AssertRefused(string id, params string[] paths) => Assert.Equal(id, Assert.Throws<ComposerException>(() => EspParts.Plan(paths)).Id.ToString());
}
