using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Testing;
using InitrdComposer.Uki;
using InitrdComposer.Uki.Forecast;
using Xunit;

namespace InitrdComposer.Tests.Uki.Forecast;

public sealed class EspFolderTests
{
    [Fact]
    public void CompanionsAreThoseThatTheStubTakes()
    {
        using var esp = new TempFolder();
        foreach (string file in new[]
        {
            "EFI/Linux/foo.efi.extra.d/b.cred", "EFI/Linux/foo.efi.extra.d/A.CRED", "EFI/Linux/foo.efi.extra.d/.hidden.cred", "EFI/Linux/foo.efi.extra.d/ü.cred", "EFI/Linux/foo.efi.extra.d/x.txt",
            "EFI/Linux/foo.efi.extra.d/plain.raw", "EFI/Linux/foo.efi.extra.d/s.sysext.raw", "EFI/Linux/foo.efi.extra.d/c.confext.raw", "EFI/Linux/foo.efi.extra.d/folder.cred/x",
            "LOADER/Credentials/g.cred", "LOADER/extensions/g.sysext.raw", "EFI/Linux/bar.efi.extra.d/other.cred",
        })
        {
            Write(esp, file, "x"u8.ToArray());
        }

        Write(esp, "LOADER/addons/g.addon.efi", UkiFixtures.Bytes("toy.262.addon.efi"));
        using var folder = new EspFolder(Disk.Host, esp.Path);
        Companions found = folder.CompanionsOf("EFI/Linux/foo+3-1.efi");
        Assert.Equal(["A.CRED", "b.cred"], found.Own.Credentials.Select(file => file.Name));
        Assert.Equal(["plain.raw", "s.sysext.raw"], found.Own.SystemExtensions.Select(file => file.Name));
        Assert.Equal(["c.confext.raw"], found.Own.ConfigurationExtensions.Select(file => file.Name));
        Assert.Equal(["LOADER/Credentials/g.cred"], found.Global.Credentials.Select(file => file.Path));
        Assert.Equal(["g.sysext.raw"], found.Global.SystemExtensions.Select(file => file.Name));
        Assert.Equal(["g.addon.efi"], found.Global.Addons.Select(addon => addon.Name));
    }

    [Fact]
    public void AnAddonForAnotherKernelIsLoadedAndGivesNothing()
    {
        Addon addon = Addon.Of(UkiImage.Open(UkiFixtures.Source("toy.262.addon.efi")), "a.addon.efi") with { KernelVersion = "6.1", CommandLine = "added" };
        var own = new CompanionSet([addon], [], [], []);
        BootScenario boot = UkiForecast.Of(UkiImage.Open(UkiFixtures.Source("toy.262.efi")), new(CompanionSet.None, own), new([], "262"), [DigestAlgorithm.Sha256]).Profiles[0].Boot;
        Assert.Equal("6.12.0-test", boot.Texts.KernelVersion);
        Assert.Single(Of(boot), measured => measured.Step == BootStep.Addon);
        Assert.DoesNotContain(Of(boot), measured => measured.Pcr == Pcr.KernelConfig);
        Assert.Contains(Of(boot with { Texts = boot.Texts with { KernelVersion = "6.1" } }), measured => measured.Pcr == Pcr.KernelConfig);

        static IEnumerable<MeasuredEvent> Of(BootScenario boot) => BootForecast.OfAll([boot], [DigestAlgorithm.Sha256])[0].Events;
    }

    [Fact]
    public void TheStubsArchivesCanBeRead()
    {
        PositionalSource archive = StubCpio.Credentials.Pack([("b.cred", PositionalSource.OfBytes("bb"u8.ToArray())), ("A.cred", PositionalSource.OfBytes("a"u8.ToArray()))])!;
        var reader = new NewcReader(archive.OpenStream());
        List<(string, uint, uint)> entries = [];
        while (reader.TryReadNext(out NewcEntry entry)) entries.Add((System.Text.Encoding.ASCII.GetString(entry.Name.Span), entry.Header.Mode, entry.Header.FileSize));
        Assert.Equal([(".extra", 0x416Du, 0u), (".extra/credentials", 0x4140u, 0u), (".extra/credentials/A.cred", 0x8100u, 1u), (".extra/credentials/b.cred", 0x8100u, 2u)], entries);
        Assert.Null(StubCpio.Credentials.Pack([]));
    }

    [Fact]
    public void WithoutAnEspThereIsNothingToRead()
    {
        using var folder = new TempFolder();
        using var esp = new EspFolder(Disk.Host, folder["none"]);
        Assert.Equal("IC-FOR03", Assert.Throws<Diagnostics.ComposerException>(() => esp.CompanionsOf("EFI/Linux/foo.efi")).Id.ToString());
    }

    private static void Write(TempFolder esp, string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(esp[path])!);
        File.WriteAllBytes(esp[path], content);
    }
}
