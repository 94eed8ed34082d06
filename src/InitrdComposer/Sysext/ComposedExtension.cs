using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Removal;
using InitrdComposer.Root;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext;

/// <summary>An extension's tree for the base with one of its kernels, or with any.</summary>
/// <param name="Name">Of the image, before its suffix.</param>
/// <param name="Kernel">The release of that kernel; null: it goes with each.</param>
/// <param name="Surface">What it was composed over.</param>
/// <param name="Headers">Of the packages that it adds, but those whose files it leaves out.</param>
public sealed record ComposedExtension(ExtensionInput Input, string Name, string? Kernel, ExtensionSurface Surface, IReadOnlyList<PackageHeader> Headers, ExtensionTree Tree)
{
    /// <summary>One image, or, where what is added is not the same with each of the base's kernels, one for each of them that anything is added to.</summary>
    /// <param name="surfaces">The base with each of its kernels.</param>
    /// <param name="headers">Of the packages that the extension adds.</param>
    /// <exception cref="ComposerException">The extension does not go with the base, or adds nothing to it.</exception>
    public static ImmutableArray<ComposedExtension> AllOf(ExtensionInput input, ImmutableArray<ExtensionSurface> surfaces, IReadOnlyList<PackageHeader> headers)
    {
        Recipe recipe = input.Recipe;
        PackageRemovals.RequireMatches(recipe.Packages.Remove, [.. headers.Select(header => header.Nevra.Name)]);
        headers = PackageRemovals.Apply(headers, recipe.Packages.Remove);
        ClosureCheck.Require(headers, surfaces[0].Headers, recipe.Path);
        ComposedExtension[] all = [.. surfaces.Select(surface => new ComposedExtension(input, recipe.Name, surface.Kernel?.KernelVersion, surface, headers, ExtensionTree.Of(recipe, surface, headers, input.Extra)))];
        RemovalPatterns.RequireMatches(recipe.Finalize.RemoveFiles, [.. all.Select(extension => extension.Tree.Brought)]);
        if (all.All(extension => extension.Tree.Files.Count == 0))
        {
            ExtensionKind kind = input.Settings.Kind;
            throw new ComposerException(ExtensionErrors.Empty, $"{kind} {recipe.Name} adds nothing to the base below {string.Join(" and ", kind.Hierarchies)}: {WhatThereWas(all[0])}", new SourceLocation(recipe.Path));
        }

        if (all.All(extension => extension.Tree.Modules.IsEmpty && AreSame(extension.Tree.Files, all[0].Tree.Files))) return [all[0] with { Kernel = null }];
        return [.. all.Where(extension => extension.Tree.Files.Count > 0).Select(extension => surfaces.Length == 1 ? extension : extension with { Name = $"{recipe.Name}-{extension.Kernel}" })];
    }

    /// <summary>Refuses sets that cannot be merged together: of two different files only one would be seen, and which one is a matter of names.</summary>
    /// <exception cref="ComposerException">Two extensions for one kernel have different files of one path.</exception>
    public static void RequireApart(ImmutableArray<ComposedExtension> all)
    {
        for (int i = 0; i < all.Length; i++)
        {
            foreach (ComposedExtension other in all[..i].Where(other => other.Kernel is null || all[i].Kernel is null || other.Kernel == all[i].Kernel)) RequireApart(other, all[i]);
        }
    }

    private static string WhatThereWas(ComposedExtension extension)
    {
        string modules = extension.Tree.ChosenModules switch { 0 => "no kernel module is chosen", 1 => "the kernel module it chooses is there", int count => $"the {count} kernel modules it chooses are there" };
        string packages = extension.Headers.Count == 0 ? "no package comes to the base's" : $"its packages ({string.Join(", ", extension.Headers.Take(3).Select(header => header.Nevra.Name))}{(extension.Headers.Count > 3 ? ", ..." : "")}) have nothing else";
        return $"{modules}, {packages}";
    }

    private static bool AreSame(RootTree one, RootTree other) =>
        one.Count == other.Count && one.Zip(other).All(pair => pair.First.Path == pair.Second.Path && InodeDifference.Of(pair.First.Inode, pair.Second.Inode) is null);

    private static void RequireApart(ComposedExtension one, ComposedExtension other)
    {
        foreach (RootNode node in other.Tree.Files)
        {
            if (!one.Tree.Files.TryGet(node.Path, out RootNode? same) || InodeDifference.Of(same.Inode, node.Inode) is not string difference) continue;
            throw new ComposerException(
                ExtensionRules.Collision, $"{node.Path}: {difference}: {one.Name} has it from {same.Origin.Owner}, {other.Name} from {node.Origin.Owner}",
                hint: "put it into the base, or leave it out of one of them with finalize.remove-files");
        }
    }
}
