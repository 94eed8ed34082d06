using InitrdComposer.Cli.Boot;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Sysext;

/// <summary>Driver extensions on the ESP, merged by the initrd's systemd under its default policy, on a machine that cannot reach its root without them.</summary>
[Collection(BootCollection.Name)]
public sealed class ExtensionBootTests(ComposedDemo demo, ExtensibleBase extensible) : IClassFixture<ExtensibleBase>
{
    private readonly ExtensibleBase _base = extensible.Require(demo);

    [Fact]
    public void TheBaseHasTheDriversInItsIndexAndNowhereElse()
    {
        string[] modules = [.. _base.Image().GetProperty("modules").EnumerateArray().Select(module => module.GetProperty("name").GetString()!)];
        Assert.DoesNotContain("virtio_scsi", modules);
        Assert.DoesNotContain("sd_mod", modules);
        Assert.Contains("dm_verity", modules);
        Assert.True(_base.Image().GetProperty("indexedModules").GetInt32() > 1000);
        string[] files = [.. _base.Image().GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()!)];
        Assert.Contains("/usr/lib/verity.d/signer.crt", files);
        Assert.Contains("/etc/systemd/system/sysinit.target.wants/systemd-sysext.service", files);
        Assert.Contains("/usr/lib/systemd/system/extension-coldplug.service", files);
    }

    [Fact]
    public void DevicesLoadTheDriversOfTwoSignedExtensionsAndTheRootBehindThemIsMounted()
    {
        (BootVerdict verdict, string[] console) = Boot(areSigned: true, deviceTimeout: 150);
        Assert.True(verdict is BootVerdict.Booted, string.Join('\n', console.TakeLast(120)));

        // Nobody but the devices asks for the modules, and they are there after the merge alone.
        int merged = Array.FindIndex(console, line => line.Contains("Merged extensions into '/usr'.", StringComparison.Ordinal));
        Assert.True(merged > 0, string.Join('\n', console));
        Assert.All(
            [": Virtio SCSI HBA", "[sda] Attached SCSI disk"],
            said => Assert.True(merged < Array.FindIndex(console, line => line.Contains(said, StringComparison.Ordinal)), $"{said}\n{string.Join('\n', console)}"));
        Assert.Contains(console, line => line.Contains("Finished extension-coldplug.service", StringComparison.Ordinal));
        Assert.Contains(console, line => line.Contains("'scsi-disk.sysext.raw'", StringComparison.Ordinal) && line.Contains("'scsi-host.sysext.raw'", StringComparison.Ordinal));
    }

    [Fact]
    public void AnUnsignedExtensionIsRefusedAndTakesTheSignedOneAlong()
    {
        (BootVerdict verdict, string[] console) = Boot(areSigned: false, deviceTimeout: 75);
        var failed = Assert.IsType<BootVerdict.Failed>(verdict);
        Assert.EndsWith(
            "does not appear: no extension is merged, for /.extra/sysext/scsi-disk.sysext.raw does not match the image policy: it must be signed", failed.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(console, line => line.Contains("Merged extensions", StringComparison.Ordinal) || line.Contains("Virtio SCSI HBA", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatBecomesOfThemIsToldBeforeAnythingBoots()
    {
        string host = _base.Extension("scsi-host", ExtensibleBase.Host, isSigned: true);
        ToolResult good = ComposerProgram.Run("sysext", "check", _base.Output, host, _base.Extension("scsi-disk", ExtensibleBase.Disk, isSigned: true));
        Assert.True(good.ExitCode == 0, good.Error + good.Output);
        ToolResult bad = ComposerProgram.Run("sysext", "check", _base.Output, host, _base.Extension("scsi-disk", ExtensibleBase.Disk, isSigned: false));
        Assert.Equal(4, bad.ExitCode);
        Assert.Contains("scsi-disk.sysext.raw", bad.Error, StringComparison.Ordinal);
        Assert.Contains("image policy", bad.Error, StringComparison.Ordinal);
    }

    private (BootVerdict Verdict, string[] Console) Boot(bool areSigned, int deviceTimeout)
    {
        EspMachine.RequireTools();
        using var esp = new TempFolder();
        Write("EFI/BOOT/BOOTX64.EFI", BusyboxInitrd.FileOf(_base.Distro.Package("systemd-boot-efi"), path => path.EndsWith("systemd-bootx64.efi", StringComparison.Ordinal)));
        Write("EFI/Linux/demo.efi", File.ReadAllBytes(Path.Combine(_base.Output, "demo.efi")));
        Write("EFI/Linux/demo.efi.extra.d/scsi-host.sysext.raw", File.ReadAllBytes(_base.Extension("scsi-host", ExtensibleBase.Host, isSigned: true)));
        Write("EFI/Linux/demo.efi.extra.d/scsi-disk.sysext.raw", File.ReadAllBytes(_base.Extension("scsi-disk", ExtensibleBase.Disk, areSigned)));
        return ExtensionMachine.Boot(esp.Path, _base.Distro.RootDisk, deviceTimeout);

        void Write(string path, byte[] content)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(esp[path])!);
            File.WriteAllBytes(esp[path], content);
        }
    }
}
