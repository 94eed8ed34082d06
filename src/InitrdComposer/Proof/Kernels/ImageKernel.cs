using InitrdComposer.Formats;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Kernels;

/// <summary>A kernel's modules in an image, as udev and modprobe would find and load them.</summary>
internal sealed class ImageKernel
{
    private static readonly RootPath[] Parents = [RootPath.Of("/usr/lib/modules"), RootPath.Of("/lib/modules")];

    private readonly ModprobeConfiguration _configuration;
    private readonly ModuleLoader _loader;

    private ImageKernel(RootTree tree, IContents contents, RootPath folder, string version, KnownModules known)
    {
        Version = version;
        _configuration = ModprobeConfiguration.Read(tree, contents);
        Index = new(tree, contents, folder, _configuration);
        _loader = new(tree, contents, folder, version, Index, _configuration, known);
        HasCompressedModules = tree.Below(folder).Any(node => node.Path.Name.EndsWith(".xz"u8) || node.Path.Name.EndsWith(".zst"u8) || node.Path.Name.EndsWith(".gz"u8));
    }

    /// <summary>The kernel release, `uname -r`.</summary>
    public string Version { get; }

    public KernelIndex Index { get; }

    /// <summary>Somebody has to unpack them: libkmod, or the kernel (CONFIG_MODULE_DECOMPRESS).</summary>
    public bool HasCompressedModules { get; }

    /// <summary>Of all kernels that the image has a folder of, in the order of their names.</summary>
    public static IEnumerable<ImageKernel> AllIn(RootTree tree, IContents contents, KnownModules known) =>
        from parent in Parents
        let physical = tree.TryResolve(parent, followLast: true, out RootPath resolved) ? resolved : parent
        group physical by physical into parents
        from node in tree.Below(parents.Key)
        where node.Path.Parent == parents.Key && node.Path != parents.Key && node.Inode.Body is FileBody.Directory

        // Other folders may stand beside: dracut's "keys" has certificates.
        where tree.Below(node.Path).Any(file => file.Path.Name.StartsWith("modules."u8) || ModuleName.IsModuleFile(file.Path.Name))
        select new ImageKernel(tree, contents, node.Path, Printable.Escape(node.Path.Name), known);

    /// <summary>What becomes of a device's modalias, or of a name that the kernel itself asks for.</summary>
    /// <param name="byUdev">udev heeds modprobe.d's blacklist, as modprobe does for aliases.</param>
    public DriverAnswer Resolve(string nameOrAlias, bool byUdev)
    {
        (IReadOnlyList<string> modules, IReadOnlyList<string> builtin) = Index.Lookup(nameOrAlias);
        var loaded = new List<LoadedModule>();
        foreach (string module in modules)
        {
            if (Index.IsBuiltin(module)) builtin = [.. builtin, module];
            else if (byUdev && _configuration.BlacklistOf(module) is RootPath at) loaded.Add(new(module, $"{at} has \"blacklist {module}\": udev does not load it"));
            else loaded.Add(_loader.Load(module));
        }

        return new(builtin, loaded);
    }
}

/// <summary>What serves a device or a request.</summary>
/// <param name="Builtin">Drivers in the kernel itself.</param>
/// <param name="Modules">Those that would be loaded, or cannot be.</param>
internal sealed record DriverAnswer(IReadOnlyList<string> Builtin, IReadOnlyList<LoadedModule> Modules)
{
    /// <summary>The kernel's packages know nothing of it.</summary>
    public bool IsUnknown => Builtin.Count == 0 && Modules.Count == 0;

    public IEnumerable<LoadedModule> Working => Modules.Where(module => module.Problem is null);

    /// <summary>The best reason why nothing serves.</summary>
    public LoadedModule? Failed => Modules.FirstOrDefault(module => module.Problem is not null);
}
