using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.PE;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.Forecast;

/// <summary>What bootable images are made of: Debian 13's kernel, stub, boot loader and busybox, out of the test distribution's packages.</summary>
internal sealed class BootParts : IDisposable
{
    /// <summary>Without systemd: what the TPM holds is what firmware, boot loader, stub and kernel have measured.</summary>
    private const string Init = $$"""
        #!/bin/busybox sh
        /bin/busybox mkdir -p /proc /sys
        /bin/busybox mount -t proc proc /proc
        /bin/busybox mount -t sysfs sysfs /sys
        echo 1 > /proc/sys/kernel/printk
        /bin/busybox insmod /efivarfs.ko
        /bin/busybox mount -t efivarfs efivarfs /sys/firmware/efi/efivars
        cd /sys/firmware/efi/efivars
        for variable in PK-* KEK-* db-* dbx-*; do
          [ ! -e $variable ] || echo "VARIABLE $variable $(/bin/busybox base64 -w 0 $variable)"
        done
        for bank in sha1 sha256 sha384 sha512; do
          for pcr in 4 7 9 11 12 13; do
            echo "PCR $bank $pcr $(/bin/busybox cat /sys/class/tpm/tpm0/pcr-$bank/$pcr)"
          done
        done
        /bin/busybox cat /proc/cmdline
        /bin/busybox find /.extra
        echo {{MeasuredMachine.Done}}
        /bin/busybox poweroff -f

        """;

    private const SectionCharacteristics Data = SectionCharacteristics.ContainsInitializedData | SectionCharacteristics.MemoryRead;

    /// <summary>0755.</summary>
    private const uint Executable = 0b111_101_101;

    private readonly TempFolder _folder = new();

    public BootParts(DistroFixture distro)
    {
        Unpack(distro.Package("systemd-boot-efi"), "./usr/lib/systemd/boot/efi/*");
        Unpack(distro.Package("linux-image-6"), "./boot/vmlinuz*", "./usr/lib/modules/*/vmlinuz", "./usr/lib/modules/*/efivarfs.ko.xz");
        Tool.Require("xz", "xz-utils").Run("-d", FileNamed("efivarfs.ko.xz"));
        Unpack(distro.Package("busybox-static"), "./usr/bin/busybox");
        Initrd = MakeInitrd(File.ReadAllBytes(_folder["usr/bin/busybox"]), File.ReadAllBytes(FileNamed("efivarfs.ko")));
    }

    public byte[] BootLoader => File.ReadAllBytes(_folder["usr/lib/systemd/boot/efi/systemd-bootx64.efi"]);

    public byte[] Initrd { get; }

    private byte[] Kernel => File.ReadAllBytes(FileNamed("vmlinuz*"));

    public byte[] Uki(string osRelease, string commandLine, params (string Name, string Text)[] further) => Image(
        "linuxx64.efi.stub",
        [Text(".osrel", osRelease), Text(".cmdline", commandLine), new(".linux", Data, PositionalSource.OfBytes(Kernel)), new(".initrd", Data, PositionalSource.OfBytes(Initrd)), .. further.Select(section => Text(section.Name, section.Text))]);

    public byte[] Addon(string commandLine) => Image("addonx64.efi.stub", [Text(".cmdline", commandLine)]);

    /// <summary>An addon with an initrd of one file.</summary>
    public byte[] InitrdAddon(string file) =>
        Image("addonx64.efi.stub", [new(".initrd", Data, PositionalSource.OfBytes(Archive([(file, InodeMode.Regular, "added"u8.ToArray())])))]);

    public void Dispose() => _folder.Dispose();

    private byte[] Image(string stub, ImmutableArray<NewSection> sections)
    {
        PEImage image = PEReader.Read(PositionalSource.OfBytes(File.ReadAllBytes(_folder["usr/lib/systemd/boot/efi/" + stub])));
        using var output = new MemoryStream();
        PEWriter.Write(PEPlacement.Place(image, new(sections, ImmutableDictionary<string, PositionalSource>.Empty, DllCharacteristics.NxCompat)), output);
        return output.ToArray();
    }

    private static NewSection Text(string name, string text) => new(name, Data, PositionalSource.OfBytes(Encoding.UTF8.GetBytes(text)));

    private static byte[] MakeInitrd(byte[] busybox, byte[] module) =>
        Archive([("bin", InodeMode.Directory, []), ("bin/busybox", InodeMode.Regular, busybox), ("efivarfs.ko", InodeMode.Regular, module), ("init", InodeMode.Regular, Encoding.ASCII.GetBytes(Init))]);

    private string FileNamed(string pattern) => Directory.GetFiles(_folder.Path, pattern, SearchOption.AllDirectories)[0];

    private void Unpack(string package, params string[] patterns) =>
        Tool.Require("bash", "bash").Run("-c", $"cd '{_folder.Path}' && rpm2cpio '{package}' | cpio --extract --make-directories --quiet {string.Join(' ', patterns.Select(pattern => $"'{pattern}'"))}");

    private static byte[] Archive((string Name, uint Type, byte[] Content)[] entries)
    {
        using var output = new MemoryStream();
        var cpio = new NewcWriter(output);
        foreach ((int index, (string name, uint type, byte[] content)) in entries.Index())
        {
            cpio.Add(new NewcHeader { Ino = (uint)index + 1, Mode = type | Executable, Nlink = 1 }, Encoding.ASCII.GetBytes(name), content);
        }

        cpio.Complete();
        return output.ToArray();
    }
}
