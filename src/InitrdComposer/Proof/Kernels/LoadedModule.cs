using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Modules;
using InitrdComposer.Tree;

namespace InitrdComposer.Proof.Kernels;

/// <summary>What would become of a module if it were loaded.</summary>
/// <param name="Name">As lsmod shows it.</param>
/// <param name="Problem">Why the kernel does not take it, or modprobe does not find it; null: it loads.</param>
/// <param name="Hint">What would help.</param>
internal sealed record LoadedModule(string Name, string? Problem, string? Hint = null)
{
    /// <summary>What the kernel's index names as wanted before it and the image lacks, though the kernel's packages have it.</summary>
    public ImmutableArray<string> MissingSoft { get; init; } = [];

    /// <summary>What it asks the kernel for, and whether each is there.</summary>
    public ImmutableArray<(string Path, bool IsThere)> Firmware { get; init; } = [];
}

/// <summary>Loads modules in thought: closure, file, vermagic, configuration. Each is looked at once.</summary>
internal sealed class ModuleLoader(RootTree tree, IContents contents, RootPath folder, string version, KernelIndex index, ModprobeConfiguration configuration, KnownModules known)
{
    /// <summary>Commands of modprobe.d's "install" that load the module after all.</summary>
    private const string Itself = "modprobe";

    private readonly Dictionary<string, LoadedModule> _loaded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ModuleWords? Words, string? Problem)> _files = new(StringComparer.Ordinal);
    private ElfKind? _machine;

    /// <param name="name">As the index has it.</param>
    public LoadedModule Load(string name)
    {
        name = ModuleName.Normalize(name);
        if (!_loaded.TryGetValue(name, out LoadedModule? loaded)) _loaded[name] = loaded = LoadNew(name);
        return loaded;
    }

    private LoadedModule LoadNew(string name)
    {
        if (index.Find(name) is not IndexedFile file) return new(name, $"{name} is in no index of {folder}");
        if (configuration.InstallOf(name) is var (command, at) && !command.Contains(Itself, StringComparison.Ordinal))
        {
            return new(name, $"{at} runs \"{Printable.Escape(command)}\" in place of loading {name}");
        }

        // In the order in which they are loaded: the first that fails is the reason.
        foreach (string path in file.Dependencies.Reverse().Append(file.Path))
        {
            string of = ModuleName.OfPath(path);
            string why = of == name ? "" : $"{name} needs {of}: ";
            if (!tree.TryFind(folder.Append(path), out RootNode? node) || node.Inode.Body is not FileBody.Regular)
            {
                return new(name, $"{why}{of} is in the kernel's packages and not in the image ({path})", $"modules.include += [\"{name}\"]");
            }

            if (FileOf(path, node).Problem is string problem) return new(name, $"{why}{folder.Append(path)}: {problem}");
        }

        ModuleWords module = FileOf(file.Path, null).Words!;
        string[] stale = [.. module.Depends.Select(ModuleName.Normalize).Where(needed => !index.IsBuiltin(needed) && !file.Dependencies.Any(path => ModuleName.OfPath(path) == needed))];
        if (stale.Length > 0) return new(name, $"{name} needs {string.Join(", ", stale)}, which its line of modules.dep does not name");
        return new(name, null)
        {
            MissingSoft = [.. index.SoftDependenciesOf(name).Where(IsMissing)],
            Firmware = [.. module.Firmware.Select(path => (path, IsThere(new FirmwareRequest(path, name, folder.Append(file.Path)))))],
        };
    }

    /// <summary>Whether the kernel's packages have it, and the image has nothing that serves.</summary>
    private bool IsMissing(string nameOrAlias)
    {
        (IReadOnlyList<string> modules, IReadOnlyList<string> builtin) = index.Lookup(nameOrAlias);
        return builtin.Count == 0 && modules.Count > 0 && !modules.Any(module => tree.TryFind(folder.Append(index.Find(module)?.Path ?? ""), out RootNode? node) && node.Inode.Body is FileBody.Regular);
    }

    private bool IsThere(FirmwareRequest request) =>
        RootPath.TryParse(System.Text.Encoding.Latin1.GetBytes(request.Path), out RootPath path) && !path.IsRoot
        && FirmwareFolders.Any(at => request.FindIn(tree, at).Any(found => tree.TryFind(found, out RootNode? node) && node.Inode.Body is FileBody.Regular));

    /// <summary>Where the kernel looks (drivers/base/firmware_loader/main.c, fw_path), as far as an image can say.</summary>
    private IEnumerable<RootPath> FirmwareFolders =>
        from name in (string[])["/lib/firmware/updates", $"/lib/firmware/{version}", "/lib/firmware"]
        let found = tree.TryResolve(RootPath.Of(name), followLast: true, out RootPath physical) ? physical : RootPath.Of(name)
        select found;

    /// <param name="node">Null: it has been read.</param>
    private (ModuleWords? Words, string? Problem) FileOf(string path, RootNode? node)
    {
        if (_files.TryGetValue(path, out (ModuleWords?, string?) read)) return read;
        FileContent content = ((FileBody.Regular)node!.Inode.Body).Content;
        return _files[path] = known.Find(version, content) is CatalogModule packaged ? (new(packaged.Depends, packaged.Firmware), null) : Read(path, node, content);
    }

    private (ModuleWords?, string?) Read(string path, RootNode node, FileContent content)
    {
        try
        {
            KernelModule module = Read(path, content);
            return (new(module.Depends, module.Firmware), ProblemOf(module, isForeign: !node.Path.IsWithin(folder)));
        }
        catch (MalformedDataException damage)
        {
            return (null, $"is no module that the kernel takes: {damage.Field}: got {damage.Got}, expected {damage.Expected}");
        }
    }

    /// <summary>
    /// The kernel compares all of vermagic, or, with CONFIG_MODVERSIONS, all but the release and then the checksums of symbols (kernel/module/version.c): a module that is linked from another kernel's
    /// folder is meant to pass by these (weak-modules(8)), and any other that names another release came here by mistake.
    /// </summary>
    private string? ProblemOf(KernelModule module, bool isForeign)
    {
        string release = module.VersionMagic.Split(' ')[0];
        if (release != version && !isForeign) return $"vermagic is \"{IndexText.Shown(module.VersionMagic.TrimEnd())}\", and the kernel's release is {version}: the kernel refuses it";
        var machine = new ElfKind(module.Header.Machine, module.Header.Is64Bit);
        _machine ??= machine;
        return machine == _machine ? null : $"is for {machine.Machine}, other modules for {_machine.Value.Machine}";
    }

    private KernelModule Read(string path, FileContent content)
    {
        CompressionFormat format = CompressionFormats.FromSuffix(path);
        PositionalSource source = contents.Open(content);
        if (format == CompressionFormat.None) return KernelModule.Read(source);
        using Stream unpacked = new LimitedStream(Decompressor.Open(source.OpenStream(), format), ModuleFileReader.MaxModuleLength, format.Name(), "decompressed module");
        var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return KernelModule.Read(PositionalSource.OfBytes(bytes.GetBuffer().AsMemory(0, (int)bytes.Length)));
    }

    /// <summary>What a module says that its loading depends on.</summary>
    private sealed record ModuleWords(ImmutableArray<string> Depends, ImmutableArray<string> Firmware);

    private readonly record struct ElfKind(Formats.Elf.ElfMachine Machine, bool Is64Bit);
}
