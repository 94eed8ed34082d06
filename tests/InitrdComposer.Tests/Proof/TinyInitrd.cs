using System.Collections.Immutable;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Libraries;
using InitrdComposer.Modules;
using InitrdComposer.Proof;
using InitrdComposer.Testing.Elf;
using InitrdComposer.Tests.Modules;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;

namespace InitrdComposer.Tests.Proof;

/// <summary>An initrd of a few files, whose programs are names and what they need.</summary>
internal sealed class TinyInitrd
{
    public const string Release = "6.12.0-tiny";
    private const string Loader = "/usr/lib/ld.so";

    private static readonly ElfTarget Machine = new(true, false, ElfMachine.Amd64);

    private readonly SortedDictionary<RootPath, RootNode> _nodes = [];
    private readonly Dictionary<RootPath, FileNeeds> _needs = [];
    private readonly List<RootNode> _modules = [];
    private readonly HashSet<string> _leftOut = [];

    /// <summary>The least that comes from the kernel to the switch of the root with systemd.</summary>
    public static TinyInitrd Systemd()
    {
        var initrd = new TinyInitrd()
            .Library(Loader).Library("/usr/lib/libc.so.6").Library("/usr/lib/libkmod.so.2")
            .Program("/usr/lib/systemd/systemd", "libc.so.6").Program("/usr/lib/systemd/systemd-udevd", "libc.so.6").Program("/usr/bin/udevadm", "libc.so.6").Program("/usr/bin/systemctl", "libc.so.6")
            .Program("/usr/bin/mount", "libc.so.6").Program("/usr/sbin/modprobe", "libc.so.6").Program("/usr/lib/systemd/system-generators/systemd-fstab-generator", "libc.so.6")
            .Link("/init", "usr/lib/systemd/systemd").Link("/sbin", "usr/sbin").Link("/bin", "usr/bin").Link("/lib", "usr/lib")
            .File("/etc/initrd-release", "ID=tiny\n").File("/etc/passwd", "root:x:0:0::/root:/bin/sh\n").File("/etc/group", "root:x:0:\ndisk:x:6:\n")
            .Unit("initrd.target", "[Unit]\nAssertPathExists=/etc/initrd-release\nRequires=basic.target\nWants=initrd-parse-etc.service\n")
            .Unit("basic.target", "[Unit]\nRequires=sysinit.target\n").Unit("sysinit.target", "[Unit]\n")
            .Unit("initrd-parse-etc.service", "[Service]\nExecStart=systemctl --no-block start initrd-cleanup.service\n")
            .Unit("initrd-cleanup.service", "[Service]\nExecStart=systemctl --no-block isolate initrd-switch-root.target\n")
            .Unit("initrd-switch-root.target", "[Unit]\nRequires=initrd-switch-root.service\n")
            .Unit("initrd-switch-root.service", "[Service]\nExecStart=systemctl --no-block switch-root\n")
            .Unit("emergency.service", "[Service]\nExecStart=-/bin/sh\n")
            .Unit("systemd-udevd.service", "[Service]\nExecStart=/usr/lib/systemd/systemd-udevd\n").Link("/usr/lib/systemd/system/sysinit.target.wants/systemd-udevd.service", "../systemd-udevd.service")
            .Unit("systemd-udev-trigger.service", "[Service]\nExecStart=-udevadm trigger\n").Link("/usr/lib/systemd/system/sysinit.target.wants/systemd-udev-trigger.service", "../systemd-udev-trigger.service")
            .Rules("60-persistent-storage.rules", "ENV{ID_FS_UUID_ENC}==\"?*\", SYMLINK+=\"disk/by-uuid/$env{ID_FS_UUID_ENC}\"\nENV{ID_FS_LABEL_ENC}==\"?*\", SYMLINK+=\"disk/by-label/$env{ID_FS_LABEL_ENC}\"\n")
            .Rules("80-drivers.rules", "ENV{MODALIAS}==\"?*\", RUN{builtin}+=\"kmod load\"\n").Rules("99-systemd.rules", "SUBSYSTEM==\"block\", TAG+=\"systemd\"\n");
        return initrd.Builtin("kernel/fs/ext4/ext4.ko").Module("kernel/drivers/block/virtio_blk.ko", "alias=virtio:d00000002v*");
    }

    public TinyInitrd File(string path, string text, ushort mode = 0b110_100_100) => Add(Nodes.FileNode(path, text, mode));

    public TinyInitrd Link(string path, string target) => Add(Nodes.LinkNode(path, target));

    public TinyInitrd Unit(string name, string text) => File($"/usr/lib/systemd/system/{name}", text);

    public TinyInitrd Rules(string name, string text) => File($"/usr/lib/udev/rules.d/{name}", text);

    public TinyInitrd Program(string path, params string[] needed) => Elf(path, Loader, needed, []);

    public TinyInitrd Library(string path, params string[] needed) => Elf(path, null, needed, []);

    /// <summary>A program that loads a library by dlopen().</summary>
    public TinyInitrd Program(string path, DlopenNote note) => Elf(path, Loader, [], [note]);

    public TinyInitrd Script(string path, string interpreter)
    {
        _needs[RootPath.Of(path)] = FileNeeds.Nothing with { Dynamic = ElfDynamic.None with { Interpreter = interpreter } };
        return File(path, $"#!{interpreter}\n", 0b111_101_101);
    }

    /// <param name="info">"alias=...", "depends=...", "firmware=...", "softdep=...".</param>
    public TinyInitrd Module(string path, params string[] info) => ModuleOf(Release, path, info);

    /// <summary>Built for another kernel.</summary>
    public TinyInitrd ModuleOf(string release, string path, params string[] info)
    {
        _modules.RemoveAll(node => node.Path == RootPath.Of($"usr/lib/modules/{Release}/{path}"));
        _modules.Add(TinyKernel.File($"usr/lib/modules/{Release}/{path}", new ModuleSpec(release).With(info).ToBytes()));
        return this;
    }

    public TinyInitrd Builtin(string path)
    {
        _modules.Add(TinyKernel.File($"usr/lib/modules/{Release}/modules.builtin", System.Text.Encoding.ASCII.GetBytes(path + "\n")));
        return this;
    }

    /// <summary>Whatever is there of it in the end, and below it, is not: the index still names modules.</summary>
    public TinyInitrd Without(string path)
    {
        _leftOut.Add(path.TrimStart('/'));
        return this;
    }

    public ProofReport Prove(string? platforms = null, string[]? roots = null, params string[] features)
    {
        var claims = new ProofClaims(platforms is null ? [] : [PlatformList.Parse("devices", platforms, "devices.txt")], [.. roots ?? []], [.. features]);
        RootTree tree = RootTree.Of(_nodes.Values).With(_modules.Count == 0 ? [] : Indexed()).WithParents();
        tree = tree.Without(node => _leftOut.Any(path => node.Path.IsWithin(RootPath.Of(path))));
        return BootProof.Of("tiny", tree, GeneratedContents.Instance, _needs.Where(file => tree.Contains(file.Key)).ToDictionary(), claims, "x86_64")[0];
    }

    /// <summary>The red findings of all rows, as "row aspect: subject: text".</summary>
    public string[] Reds(string? platforms = null, string[]? roots = null, params string[] features) => Found(ProofVerdict.Red, Prove(platforms, roots, features));

    /// <summary>The same of warnings.</summary>
    public string[] Warnings(string? platforms = null, string[]? roots = null, params string[] features) => Found(ProofVerdict.Warning, Prove(platforms, roots, features));

    private static string[] Found(ProofVerdict verdict, ProofReport report) =>
    [
        .. from row in report.Rows
           from finding in row.Findings
           where finding.Verdict == verdict
           select $"{row.Name} {ProofWords.Of(finding.Aspect)}: {finding.Subject}: {finding.Text}",
    ];

    /// <summary>A kernel whose modules say another release would not be indexed: the index is made of what they should be.</summary>
    private RootTree Indexed()
    {
        RootTree kernel = RootTree.Of(_modules.Append(TinyKernel.File($"usr/lib/modules/{Release}/modules.order", [])));
        RootTree right = RootTree.Of(kernel.Select(node => node.Path.Name.EndsWith(".ko"u8) ? Released(node) : node));
        return KernelModules.Index(kernel, TinyKernel.Read(right)).Tree;
    }

    private static RootNode Released(RootNode node)
    {
        byte[] bytes = [.. ((FileContent.Generated)((FileBody.Regular)node.Inode.Body).Content).Bytes.Span];
        int at = bytes.AsSpan().IndexOf("vermagic="u8) + "vermagic=".Length;
        if (at >= "vermagic=".Length) System.Text.Encoding.ASCII.GetBytes(Release).CopyTo(bytes.AsSpan(at));
        return TinyKernel.File(node.Path.ToString()[1..], bytes);
    }

    private TinyInitrd Elf(string path, string? loader, string[] needed, ImmutableArray<DlopenNote> notes)
    {
        _needs[RootPath.Of(path)] = new(Machine, new(loader, null, [.. needed], [], []), notes, []);
        return File(path, "ELF", 0b111_101_101);
    }

    private TinyInitrd Add(RootNode node)
    {
        _nodes[node.Path] = node;
        return this;
    }
}
