using System.Security.Cryptography.X509Certificates;
using System.Text;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Testing.Cpio;
using InitrdComposer.Testing.Elf;

namespace InitrdComposer.Testing.Extensions;

/// <summary>An initrd into which extensions are merged: os-release, certificates, modules of a kernel.</summary>
public sealed class BaseSpec
{
    public const string Kernel = "6.12.0-test";

    /// <summary>What the kernel has without a module.</summary>
    public static readonly string[] BuiltIn = ["built-in", "loop", "overlay", "squashfs", "erofs", "dm-mod", "dm-verity"];

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _links = [];

    public BaseSpec()
    {
        Add("usr/lib/os-release", "ID=test\nVERSION_ID=1\n");
        Add($"usr/lib/modules/{Kernel}/kernel/base.ko", new ModuleSpec(Kernel).ToBytes());
        Add($"usr/lib/modules/{Kernel}/modules.dep", "kernel/base.ko:\nkernel/extra.ko: kernel/base.ko\n");
        Add($"usr/lib/modules/{Kernel}/modules.builtin", string.Concat(BuiltIn.Select(name => $"kernel/{name}.ko\n")));
        Add("etc/initrd-release", "");
        Add("usr/lib/systemd/system/sysinit.target.wants/systemd-sysext.service", "");
        Add("etc/systemd/system/sysinit.target.wants/systemd-confext.service", "");
    }

    public BaseSpec Add(string path, byte[] content)
    {
        _files[path] = content;
        return this;
    }

    public BaseSpec Add(string path, string content) => Add(path, Encoding.UTF8.GetBytes(content));

    public BaseSpec Link(string path, string target)
    {
        _links.Add(path);
        return Add(path, target);
    }

    public BaseSpec Remove(string path)
    {
        _files.Remove(path);
        return this;
    }

    /// <summary>Trusts a signer.</summary>
    public BaseSpec Trust(X509Certificate2 certificate) => Add("usr/lib/verity.d/test.crt", certificate.ExportCertificatePem());

    public byte[] ToBytes()
    {
        var archive = new CpioSpec();
        uint number = 1;
        foreach ((string path, byte[] content) in _files) archive.Entries.Add(CpioEntry.Newc(Encoding.UTF8.GetBytes(path), _links.Contains(path) ? InodeMode.SymbolicLink | 0x1FF : InodeMode.Regular | 0x1A4, content, number++));
        return archive.ToBytes();
    }
}
