using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext;

/// <summary>An extension's tree for one of the base's kernels, or for all of them.</summary>
/// <param name="Name">Of the image, before its suffix.</param>
/// <param name="Kernel">The kernel release whose modules are in it; null: none are, and it goes with each.</param>
/// <param name="Surface">What it was composed over.</param>
/// <param name="Headers">Of the packages that it adds.</param>
public sealed record ComposedExtension(ExtensionInput Input, string Name, string? Kernel, ExtensionSurface Surface, IReadOnlyList<PackageHeader> Headers, ExtensionTree Tree)
{
    /// <summary>One image, or, where it has modules and the base several kernels, one for each of these.</summary>
    /// <param name="surfaces">The base with each of its kernels.</param>
    /// <param name="headers">Of the packages that the extension adds.</param>
    /// <exception cref="ComposerException">The extension does not go with the base.</exception>
    public static ImmutableArray<ComposedExtension> AllOf(ExtensionInput input, ImmutableArray<ExtensionSurface> surfaces, IReadOnlyList<PackageHeader> headers)
    {
        ComposedExtension[] all = [.. surfaces.Select(surface => Of(input, surface, headers, surfaces.Length))];
        return all.All(extension => extension.Kernel is null) ? [all[0] with { Name = input.Recipe.Name }] : [.. all];
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

    private static ComposedExtension Of(ExtensionInput input, ExtensionSurface surface, IReadOnlyList<PackageHeader> headers, int kernels)
    {
        var tree = ExtensionTree.Of(input.Recipe, surface, headers, input.Extra);
        string? kernel = tree.Modules.IsEmpty ? null : surface.Kernel?.KernelVersion;
        return new(input, kernel is not null && kernels > 1 ? $"{input.Recipe.Name}-{kernel}" : input.Recipe.Name, kernel, surface, headers, tree);
    }

    private static void RequireApart(ComposedExtension one, ComposedExtension other)
    {
        foreach (RootNode node in other.Tree.Tree)
        {
            if (!one.Tree.Tree.TryGet(node.Path, out RootNode? same) || InodeDifference.Of(same.Inode, node.Inode) is not string difference) continue;
            throw new ComposerException(
                ExtensionErrors.Collision, $"{node.Path}: {difference}: {one.Name} has it from {same.Origin.Owner}, {other.Name} from {node.Origin.Owner}",
                hint: "put it into the base, or leave it out of one of them with finalize.remove-files");
        }
    }
}
