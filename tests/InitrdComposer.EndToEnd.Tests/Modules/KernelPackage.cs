using InitrdComposer.Config;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Modules;
using InitrdComposer.Testing;
using InitrdComposer.Tree;

namespace InitrdComposer.EndToEnd.Tests.Modules;

/// <summary>Debian 13's cloud kernel: its package unpacked by rpm2cpio, indexed by kmod 34, and read by us.</summary>
internal sealed class KernelPackage : IDisposable
{
    private readonly TempFolder _unpacked = new();

    public KernelPackage(DistroFixture distro)
    {
        Distro = distro;
        Tool.Require("sh", "dash").Run(
            "-c", "rpm2cpio \"$1\" | cpio --quiet -idm -D \"$2\" '*/modules*' '*.ko*'", "sh", Distro.Package("linux-image-6"), Root);
        Version = Path.GetFileName(Directory.GetDirectories(Path.Combine(Root, "usr/lib/modules")).Single());
        var folder = new FolderTree(Root);
        Catalog = ModuleCatalogReader.ReadAll(folder.Tree, folder, folder, "x86_64", ModuleStorage.AsPackaged)[0];

        // Only now: what depmod writes is not part of the package. Debian's kmod looks in /lib/modules.
        Directory.CreateSymbolicLink(Path.Combine(Root, "lib"), "usr/lib");
        Distro.Kmod34("depmod").Run("-a", "-b", Root, Version);
        Indexed = KernelModules.Index(RootTree.Empty, Catalog).Tree;
    }

    public DistroFixture Distro { get; }

    public string Version { get; }

    public string Root => _unpacked.Path;

    public ModuleCatalog Catalog { get; }

    public RootTree Indexed { get; }

    public void Dispose() => _unpacked.Dispose();

    /// <summary>What depmod of kmod 34 wrote.</summary>
    public byte[] Expected(string file) => File.ReadAllBytes(Path.Combine(Root, "usr/lib/modules", Version, file));

    /// <summary>What we write.</summary>
    public byte[] Actual(string file) =>
        Indexed.TryGet(Catalog.Folder.Append(file), out RootNode? node) && node.Inode.Body is FileBody.Regular { Content: FileContent.Generated content }
            ? content.Bytes.ToArray()
            : throw new InvalidOperationException($"no {file}");

    internal sealed class MemoryCache : IKeyedStore
    {
        private readonly Dictionary<Digest, byte[]> _stored = [];

        public byte[]? Find(Digest key) => _stored.TryGetValue(key, out byte[]? catalog) ? catalog : null;

        public void Store(Digest key, ReadOnlyMemory<byte> catalog) => _stored[key] = catalog.ToArray();
    }
}
