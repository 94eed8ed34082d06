using InitrdComposer.Diagnostics;
using InitrdComposer.Esp;
using InitrdComposer.Tests.Uki;
using Xunit;

namespace InitrdComposer.Tests.Esp;

public sealed class EspPlanTests : IDisposable
{
    /// <summary>TRAILER!!!, padded.</summary>
    private const int Trailer = 124;

    private const int Header = 110;

    private readonly EspParts _parts = new();

    public void Dispose() => _parts.Dispose();

    [Fact]
    public void ABootLoadsTheUkiItsAddonsAndTheStubsArchives()
    {
        byte[] initrd = UkiFixtures.Bytes("initrd.cpio");
        string uki = _parts.Uki("one.efi", "6.12", "262");
        EspBoot alone = EspParts.Plan(uki).Boots.Single();
        Assert.Equal((0, 0, alone.Uki), (alone.Addons, alone.Archives, alone.Loaded));
        Assert.True(alone.Initrd > initrd.Length);

        EspPlan plan = EspParts.Plan(uki, _parts.File("a.cred", new byte[5]), _parts.File("b.cred", new byte[4096]), _parts.Addon("debug.addon.efi", null));
        EspBoot boot = plan.Boots.Single();
        int archive = Entry(".extra", 0) + Entry(".extra/credentials", 0) + Entry(".extra/credentials/a.cred", 5) + Entry(".extra/credentials/b.cred", 4096) + Trailer;
        Assert.Equal(archive, boot.Archives);
        Assert.Equal(alone.Initrd + archive, boot.Initrd);
        Assert.True(boot.Addons >= plan.Files.Single(file => file.Given.Kind == EspFileKind.Addon).Given.Content.Length - 4096);
        Assert.Equal(boot.Uki + boot.Addons + archive, boot.Loaded);
    }

    [Fact]
    public void AnOldStubLoadsNothingFromTheFolderOfExtensions()
    {
        EspPlan plan = EspParts.Plan(
            EspParts.Demands with { IsGlobal = true }, _parts.Uki("new.efi", "6.12", "262"), _parts.Uki("old.efi", "6.13", "257"), _parts.Extension("all.sysext.raw"));
        long length = new FileInfo(_parts["all.sysext.raw"]).Length;
        Assert.All(plan.Boots, boot => Assert.InRange(boot.Archives, length, length + 600));
    }

    [Fact]
    public void EqualFilesSayWhatTheyCostAndWhatOnceForAllWouldSave()
    {
        string[] ukis = [_parts.Uki("one.efi", "6.12", "262"), _parts.Uki("two.efi", "6.13", "262"), _parts.Uki("three.efi", "6.14", "262")];
        EqualFiles equal = EspParts.Plan([.. ukis, _parts.File("site.cred", new byte[5000])]).Equal.Single();
        Assert.Equal(["EFI/Linux/one.efi.extra.d/site.cred", "EFI/Linux/three.efi.extra.d/site.cred", "EFI/Linux/two.efi.extra.d/site.cred"], equal.Paths);
        Assert.Equal((3 * 8192, 2 * 8192, "loader/credentials", null), (equal.Taken, equal.Saved, equal.Folder, equal.Obstacle));

        EspPlan global = EspParts.Plan(EspParts.Demands with { IsGlobal = true }, [.. ukis, _parts["site.cred"]]);
        Assert.Empty(global.Equal);
        Assert.Equal(global.Space.Files + (2 * 8192), EspParts.Plan([.. ukis, _parts["site.cred"]]).Space.Files);
    }

    [Fact]
    public void WhatCannotLieOnceForAllSaysWhy()
    {
        string one = _parts.Uki("one.efi", "6.12", "262"), old = _parts.Uki("old.efi", "6.12", "257.1");
        Assert.Equal("stub 257.1 ignores loader/extensions, as all before 258", Obstacle(one, old, _parts.Extension("all.sysext.raw")));
        Assert.Equal("for kernel 6.12 alone", Obstacle(one, old, _parts.Extension("nfs.sysext.raw", "6.12")));
        Assert.Equal("of different names", Obstacle(one, _parts.File("a.cred", [1, 2]), _parts.File("b.cred", [1, 2])));
        Assert.Equal("UKIs have no common folder", Obstacle(one, _parts.File("same.efi", File.ReadAllBytes(one))));
        _parts.File("x/one.efi.extra.d/c.cred", [3]);
        _parts.File("x/two.efi.extra.d/c.cred", [3]);
        Assert.Equal("not beside every UKI", Obstacle(_parts.Uki("x/one.efi", "6.12", "262"), _parts.Uki("x/two.efi", "6.13", "262"), old));

        static string? Obstacle(params string[] paths)
        {
            EqualFiles equal = EspParts.Plan(paths).Equal.Single();
            Assert.Equal((0, null), (equal.Saved, equal.Folder));
            return equal.Obstacle;
        }
    }

    [Fact]
    public void OfThreeUkisOneOldOneTheOtherTwoCanShare()
    {
        EspPlan plan = EspParts.Plan(
            _parts.Uki("one.efi", "6.12", "262"), _parts.Uki("two.efi", "6.13", "262"), _parts.Uki("old.efi", "6.14", "257"), _parts.Extension("all.sysext.raw"));
        EqualFiles equal = plan.Equal.Single();
        Assert.Equal((equal.Taken / 3, "loader/extensions"), (equal.Saved, equal.Folder));
    }

    [Fact]
    public void WhatDoesNotFitIsAClaimThatDoesNotHold()
    {
        string uki = _parts.Uki("one.efi", "6.12", "262"), credential = _parts.File("site.cred", new byte[600_000]);
        EspDemands demands = EspParts.Demands with { Size = 40 << 20 };
        EspPlan fits = EspParts.Plan(demands, uki, credential);
        fits.RequireRoom();
        EspPlan exact = EspParts.Plan(demands with { Reserved = fits.Free!.Value }, uki, credential);
        Assert.Equal(0, exact.Free);
        exact.RequireRoom();
        EspPlan tooMuch = EspParts.Plan(demands with { Reserved = fits.Free.Value + 1 }, uki, credential);
        Assert.Equal(-512, tooMuch.Free);
        ComposerException refusal = Assert.Throws<ComposerException>(tooMuch.RequireRoom);
        Assert.Equal(("IC-ESP04", FailureKind.Claim), (refusal.Id.ToString(), refusal.Id.Kind));
        Assert.StartsWith("does not fit", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>An entry of a cpio archive: header and name, content, each padded to 4.</summary>
    private static int Entry(string name, int length) => ((Header + name.Length + 1 + 3) & ~3) + ((length + 3) & ~3);
}
