using System.Collections.Immutable;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Testing;
using InitrdComposer.Uki;
using InitrdComposer.Uki.Forecast;
using Xunit;

namespace InitrdComposer.Tests.Uki.Forecast;

/// <summary>Held against files that systemd-pcrlock 262 wrote.</summary>
public sealed class PcrLockTests
{
    [Fact]
    public void AUkisComponentIsThatOfLockUki() => Assert.Equal(UkiFixtures.Bytes("toy.262.pcrlock"), Component("toy.262.efi", "650-uki").Variants.Single().ToJson());

    [Fact]
    public void TheCommandLinesIsThatOfLockKernelCmdline() =>
        Assert.Equal(UkiFixtures.Bytes("cmdline.pcrlock"), Component("toy.262.efi", "710-kernel-cmdline").Variants.Single().ToJson());

    [Theory]
    [InlineData("addon-pe.pcrlock")]
    [InlineData("initrd.pcrlock")]
    public void AnEventOfAFileIsThatOfLockPeAndLockKernelInitrd(string file)
    {
        (int pcr, Measurable what) = file == "initrd.pcrlock"
            ? (Pcr.KernelInitrd, new Measurable.Bytes(PositionalSource.OfBytes(UkiFixtures.Bytes("initrd.cpio"))))
            : (Pcr.BootLoaderCode, Measurable.Image(PEReader.Read(PositionalSource.OfBytes(UkiFixtures.Bytes("toy.262.addon.efi")))));
        var measured = new MeasuredEvent(pcr, BootStep.Initrd, "", Measurable.DigestsOf([what], PcrBanks.All)[what], []);
        Assert.Equal(UkiFixtures.Bytes(file), new PcrLockVariant("", [measured]).ToJson());
    }

    [Fact]
    public void ProfilesAreVariantsWhereTheyDiffer()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["650-uki.pcrlock.d"]);
        File.WriteAllText(folder["650-uki.pcrlock.d/profile-7.pcrlock"], "of a UKI that had more");
        File.WriteAllText(folder["652-uki-addons.pcrlock"], "of an ESP with addons");
        PcrLockFolder.Write(Disk.Host, folder.Path, PcrLock.Of(Forecast("toy-mp.262.efi")));
        Assert.Equal(
            [
                "650-uki.pcrlock.d/profile-0.pcrlock", "650-uki.pcrlock.d/profile-1.pcrlock", "654-uki-parameters.pcrlock.d/profile-0.pcrlock", "654-uki-parameters.pcrlock.d/profile-1.pcrlock",
                "660-kernel.pcrlock", "710-kernel-cmdline.pcrlock.d/profile-0.pcrlock", "710-kernel-cmdline.pcrlock.d/profile-1.pcrlock",
                "720-kernel-initrd.pcrlock.d/profile-0.pcrlock", "720-kernel-initrd.pcrlock.d/profile-1.pcrlock",
            ],
            Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder.Path, path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void FilesTakeThePlaceOfVariants()
    {
        using var folder = new TempFolder();
        PcrLockFolder.Write(Disk.Host, folder.Path, PcrLock.Of(Forecast("toy-mp.262.efi")));
        PcrLockFolder.Write(Disk.Host, folder.Path, PcrLock.Of(Forecast("toy.262.efi")));
        Assert.Equal(UkiFixtures.Bytes("toy.262.pcrlock"), File.ReadAllBytes(folder["650-uki.pcrlock"]));
        Assert.Empty(Directory.GetDirectories(folder.Path));
    }

    [Fact]
    public void NamesSortAsTheBootGoes()
    {
        ImmutableArray<PcrLockComponent> components = PcrLock.Of(Forecast("toy.262.efi"));
        Assert.Equal(components.Select(component => component.Name).Order(StringComparer.Ordinal), components.Select(component => component.Name));
    }

    private static PcrLockComponent Component(string uki, string name) => PcrLock.Of(Forecast(uki)).Single(component => component.Name == name);

    private static UkiForecast Forecast(string uki) => UkiForecast.Of(UkiImage.Open(UkiFixtures.Source(uki)), Companions.None, new([], "257"), PcrBanks.All);
}
