using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Modules;

/// <summary>The stage: which modules and firmware are in the image, and the index that modprobe reads.</summary>
public static class KernelModules
{
    /// <summary>Adds the modules that the patterns choose and all they need; leaves of the tree's firmware what these ask for.</summary>
    /// <param name="tree">Of the installed packages; firmware comes from here.</param>
    /// <param name="catalog">Of the kernel packages; modules come from here.</param>
    /// <exception cref="ComposerException">A pattern matches nothing, neither a module nor what is built in, and is not marked optional.</exception>
    public static ModuleSelectionResult Select(RootTree tree, ModuleCatalog catalog, ModuleSelection selection)
    {
        var notices = new List<Notice>(catalog.Notices);
        SortedDictionary<int, ModuleReason> reasons = ModuleClosure.Of(catalog, Choose(catalog, selection, notices), notices);
        tree = FirmwareSelection.Apply(tree, FirmwareRequest.Of(catalog, reasons.Keys), selection.Firmware, notices);

        RootPath target = TargetFolder(tree, catalog);
        var added = new Dictionary<RootPath, RootNode>();
        foreach (string path in reasons.Keys.Select(index => catalog.Modules[index].Path).Concat(BuildLists.Names)) AddWithLinks(added, catalog, target, path);
        if (selection.Storage == ModuleStorage.Uncompressed) Decompress(added, catalog, reasons.Keys.Select(index => catalog.Modules[index]), target);

        return new(
            // A folder's owner among the installed packages says what it is.
            tree.With(added.Values.Where(node => node.Inode.Body is not FileBody.Directory || !tree.Contains(node.Path))),
            [
                .. reasons.Select(pair => new SelectedModule(PlaceOf(catalog.Modules[pair.Key]), catalog.Modules[pair.Key].Name, pair.Value))
                    .OrderBy(module => module.Path),
            ],
            [.. notices]);

        RootPath PlaceOf(CatalogModule module) => target.Append(catalog.PlaceOf(module));
    }

    /// <summary>
    /// Adds depmod's files. As a rule they cover every module of the kernel's packages, chosen or not: what a system extension brings later is then
    /// found without an index of its own, which would hide this one.
    /// </summary>
    /// <exception cref="ComposerException">Modules depend on each other in a cycle.</exception>
    public static IndexedTree Index(RootTree tree, ModuleCatalog catalog, ModuleIndex index = ModuleIndex.Kernel)
    {
        RootPath target = TargetFolder(tree, catalog);
        if (index == ModuleIndex.Image) catalog = catalog.Only(module => tree.Contains(target.Append(catalog.PlaceOf(module))));
        IReadOnlyList<ImmutableArray<int>> dependencies = DependencyOrder.Of(catalog).AllDependencies();
        ImmutableArray<IndexedModule> modules =
        [
            .. catalog.Modules.Select((module, i) => new IndexedModule(
                catalog.PlaceOf(module), module.Aliases, module.SoftDependencies, module.WeakDependencies, module.ExportedSymbols, dependencies[i])),
        ];
        return new(
            tree.With(DepmodFile.WriteAll(modules, catalog.Builtin, catalog.BuiltinInfo)
                .Select(file => new RootNode(target.Append(file.Name), Inode.File(file.Content), new Origin.Generated("depmod")))),
            modules.Length);
    }

    private static List<(int Module, PathPattern Pattern)> Choose(ModuleCatalog catalog, ModuleSelection selection, List<Notice> notices)
    {
        var patterns = new PatternList(DevicePatterns.Resolve(selection.Include, catalog, notices));
        var chosen = new List<(int Module, PathPattern Pattern)>();
        for (int i = 0; i < catalog.Modules.Length; i++)
        {
            PathPattern? decision = patterns.Decide(PathPattern.ModuleSubject(catalog.Modules[i].Path));
            if (decision is { IsNegative: false }) chosen.Add((i, decision));
        }

        foreach (string path in catalog.BuiltinPaths) patterns.Decide(PathPattern.ModuleSubject(path));
        return patterns.Unmatched.ToArray() is { Length: > 0 } unmatched
            ? throw UnmatchedPatterns.Error(
                unmatched, $"no module of kernel {catalog.KernelVersion}, loadable or built in",
                catalog.Modules.Select(module => module.Name).Concat(catalog.BuiltinPaths.Select(ModuleName.OfPath)))
            : chosen;
    }

    /// <summary>Puts the modules' own bytes in place of compressed files.</summary>
    private static void Decompress(Dictionary<RootPath, RootNode> added, ModuleCatalog catalog, IEnumerable<CatalogModule> modules, RootPath target)
    {
        foreach (CatalogModule module in modules)
        {
            if (module.Decompressed is not DecompressedSize size || !added.TryGetValue(target.Append(module.Path), out RootNode? node)) continue;
            if (node.Inode.Body is not FileBody.Regular { Content: FileContent packed }) continue;
            var content = new FileContent.Decompressed(size.Length, size.Digest, packed, CompressionFormats.FromSuffix(module.Path));
            RootPath place = target.Append(catalog.PlaceOf(module));
            added.Remove(node.Path);
            added.Add(place, node with { Path = place, Inode = new(node.Inode.Metadata, new FileBody.Regular(content)) });
        }
    }

    /// <summary>Where the kernel's folder is in the image: where /lib is a link to usr/lib, what a package has below /lib lands there.</summary>
    private static RootPath TargetFolder(RootTree tree, ModuleCatalog catalog) =>
        tree.TryResolve(catalog.Folder, followLast: true, out RootPath target) ? target : catalog.Folder;

    /// <summary>The file of the kernel's packages, the folders that hold it, and, if it is a link to another kernel's module, that as well.</summary>
    private static void AddWithLinks(Dictionary<RootPath, RootNode> added, ModuleCatalog catalog, RootPath target, string path)
    {
        if (!LinkTrail.TryFollow(catalog.Kernel, catalog.Folder.Append(path), out LinkTrail? trail) || trail.End is null) return;
        foreach (RootPath source in trail.Links.Append(trail.End.Path))
        {
            for (RootPath at = source; !at.IsRoot && catalog.Kernel.TryGet(at, out RootNode? node); at = at.Parent)
            {
                RootPath place = Place(at);
                if (!added.TryAdd(place, node with { Path = place })) break;
            }
        }

        RootPath Place(RootPath at)
        {
            RootPath parent = catalog.Folder.Parent;
            return at.IsWithin(parent) ? RootPath.Of([.. target.Parent.Bytes, .. at.Bytes[parent.Bytes.Length..]]) : at;
        }
    }
}
