using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Modules;
using InitrdComposer.Packages;
using InitrdComposer.Removal;
using InitrdComposer.Root;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext;

/// <summary>What an extension holds: what its recipe adds to a base, and nothing that the base has.</summary>
/// <param name="Files">Below the hierarchies that are merged, with the folders above; a folder of the base is as it is there.</param>
/// <param name="LeftOut">What its packages and trees have outside of them, where it is of no use: paths in order.</param>
/// <param name="Modules">The kernel modules in it.</param>
public sealed record ExtensionTree(RootTree Files, ImmutableArray<RootPath> LeftOut, ImmutableArray<SelectedModule> Modules, ImmutableArray<Notice> Notices)
{
    /// <summary>How many kernel modules the recipe chooses, with what they need, in the base or not.</summary>
    public required int ChosenModules { get; init; }

    /// <summary>Before files were left out that the recipe names, or the base has.</summary>
    public required RootTree Brought { get; init; }

    private static readonly RootPath OsRelease = RootPath.Of("/usr/lib/os-release");

    /// <param name="recipe">Of the extension.</param>
    /// <param name="onBase">What it is merged into.</param>
    /// <param name="headers">Of the packages that the extension adds, but those whose files it leaves out.</param>
    /// <param name="extra">The recipe's extra trees.</param>
    /// <exception cref="ComposerException">It would hide a file of the base, or holds what no extension may.</exception>
    public static ExtensionTree Of(Recipe recipe, ExtensionSurface onBase, IReadOnlyList<PackageHeader> headers, IReadOnlyList<RootNode> extra)
    {
        ExtensionKind kind = recipe.Extension!.Kind;
        RootTree own = Own(recipe, onBase, headers, extra);
        ModuleSelectionResult chosen = WithModules(recipe, onBase, own.With(onBase.Tree.Subtract(own)));
        RootTree brought = chosen.Tree.Slice(node => own.Contains(node.Path) || !(IsThere(onBase.Tree, node) || IsKernelList(node.Path)));
        RootTree kept = RemoveFiles.Apply(brought, recipe.Finalize.RemoveFiles);

        RootTree added = kept.Slice(node => node.Origin != Origin.Parent && !IsOfBase(node, onBase.Tree, kind));
        RootTree tree = added.Slice(node => kind.Holds(node.Path));
        if (tree.Contains(OsRelease)) throw Forbidden(ExtensionRules.Forbidden, recipe, OsRelease, "a base has it, and systemd merges no extension that has one");
        RefuseIndex(recipe, tree);
        return new(
            WithFolders(tree, onBase.Tree),
            [.. added.Subtract(tree).Where(node => node.Inode.Body is not FileBody.Directory).Select(node => node.Path)],
            [.. chosen.Modules.Where(module => tree.Contains(module.Path))],
            chosen.Notices)
        { Brought = brought, ChosenModules = chosen.Modules.Length };
    }

    /// <summary>What the extension's packages and trees bring, where they would lie over the base's: links of the base lead to the same places.</summary>
    private static RootTree Own(Recipe recipe, ExtensionSurface onBase, IReadOnlyList<PackageHeader> headers, IReadOnlyList<RootNode> extra)
    {
        HashSet<Nevra> added = [.. headers.Select(header => header.Nevra)];
        RootTree together = RootBuilder.FromHeaders([.. onBase.Headers, .. headers], extra);
        RootTree own = together.Slice(node => node.Origin is Origin.Recipe || (node.Origin is Origin.Package package && added.Contains(package.Nevra)));
        return Removals.Apply(own, recipe.Finalize, headers);
    }

    private static ModuleSelectionResult WithModules(Recipe recipe, ExtensionSurface onBase, RootTree tree)
    {
        if (onBase.Kernel is ModuleCatalog kernel)
        {
            if (onBase.Index == ModuleIndex.Kernel || recipe.Modules.Include.IsEmpty) return KernelModules.Select(tree, kernel, recipe.Modules with { Storage = onBase.Storage });
            throw new ComposerException(
                ExtensionErrors.NotIndexed, "modules.include: the base's modules.dep names its own modules alone, so that modprobe would not find them", recipe.Modules.Include[0].Location,
                "set modules.index = \"kernel\" in the recipe of the base");
        }

        return recipe.Modules.Include.IsEmpty
            ? new(tree, [], [])
            : throw new ComposerException(
                ExtensionErrors.Base, "modules.include: the base has no kernel that they could come from", recipe.Modules.Include[0].Location, "set roles.kernel in the recipe of the base");
    }

    private static bool IsThere(RootTree tree, RootNode node) => tree.TryGet(node.Path, out RootNode? there) && ReferenceEquals(there.Inode, node.Inode);

    /// <summary>What comes with modules and is the base's affair.</summary>
    private static bool IsKernelList(RootPath path) => IsKernelFolder(path.Parent) && BuildLists.Names.Contains(Encoding.UTF8.GetString(path.Name));

    /// <summary>Whether a file is in the base just so; another one of that path would hide the base's.</summary>
    private static bool IsOfBase(RootNode node, RootTree onBase, ExtensionKind kind)
    {
        if (!onBase.TryGet(node.Path, out RootNode? below)) return false;
        if (InodeDifference.Of(node.Inode, below.Inode) is not string difference) return true;
        if (node.Inode.Body is FileBody.Directory && below.Inode.Body is FileBody.Directory) return true;
        if (!kind.Holds(node.Path)) return false;
        throw new ComposerException(
            ExtensionRules.Collision, $"{node.Path}: {difference}: the base has it from {below.Origin.Owner}, the extension from {node.Origin.Owner}",
            hint: "leave it out with finalize.remove-files, or change the base");
    }

    private static void RefuseIndex(Recipe recipe, RootTree tree)
    {
        if (tree.FirstOrDefault(node => node.Path.Name.StartsWith("modules."u8) && IsKernelFolder(node.Path.Parent)) is RootNode index)
        {
            throw Forbidden(ExtensionRules.Index, recipe, index.Path, "an index of modules hides the base's, which names this kernel's modules");
        }
    }

    private static bool IsKernelFolder(RootPath folder) => folder.Parent == RootPath.Of("/usr/lib/modules");

    private static ComposerException Forbidden(DiagnosticId id, Recipe recipe, RootPath path, string why) =>
        new(id, $"{path}: {why}", new SourceLocation(recipe.Path), $"leave it out: finalize.remove-files = [\"{path}\"]");

    /// <summary>What is merged over a folder shows with the extension's owner and mode: they are the base's.</summary>
    private static RootTree WithFolders(RootTree tree, RootTree onBase) => RootTree.Of(tree.WithParents().Select(node =>
        node.Inode.Body is not FileBody.Directory ? node
        : !onBase.TryGet(node.Path, out RootNode? below) ? node
        : below.Inode.Body is FileBody.Directory ? node with { Inode = below.Inode }
        : throw new ComposerException(
            ExtensionRules.Collision, $"{node.Path}: different content: no folder in the base, which has it from {below.Origin.Owner}, and one in the extension", hint: "let the extension's files go where the base's link leads")));
}

/// <summary>What an extension is laid over.</summary>
/// <param name="Tree">The base's initrd as it is packed.</param>
/// <param name="Headers">Of the base's packages, but those whose files it left out.</param>
/// <param name="Kernel">Null: the base has no kernel.</param>
/// <param name="Storage">How the base keeps modules.</param>
/// <param name="Index">What its modules.dep names.</param>
public sealed record ExtensionSurface(RootTree Tree, IReadOnlyList<PackageHeader> Headers, ModuleCatalog? Kernel, ModuleStorage Storage, ModuleIndex Index);
