using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>The installed packages of one initrd, before anything is made of them.</summary>
/// <param name="Variant">The recipe's variant; null: its own initrd.</param>
/// <param name="Headers">Of its packages.</param>
/// <param name="Tree">Their files and the recipe's, less what the recipe does not want of packages.</param>
public sealed record Userspace(string? Variant, IReadOnlyList<PackageHeader> Headers, RootTree Tree)
{
    /// <summary>The recipe's own first, then its variants in its order.</summary>
    /// <exception cref="ComposerException">
    /// Two owners of a path do not agree, a package lacks what it requires, or one that is to be left out is not there.
    /// </exception>
    public static ImmutableArray<Userspace> AllOf(Recipe recipe, PackageHeaders headers, IReadOnlyList<RootNode> extra)
    {
        ImmutableArray<Userspace> all = [Of(null), .. recipe.Variants.Select(variant => Of(variant.Name))];
        PackageRemovals.RequireMatches(recipe.Packages.Remove, [.. all.SelectMany(userspace => headers.OfTree(userspace.Variant)).Select(header => header.Nevra.Name)]);
        return all;

        Userspace Of(string? variant)
        {
            ClosureCheck.Require(headers.OfTree(variant), recipe.Path, variant);
            return Userspace.Of(recipe, headers, variant, extra);
        }
    }

    /// <summary>One alone, of packages that may not be the last word yet.</summary>
    /// <param name="variant">Null: the recipe's own.</param>
    /// <exception cref="ComposerException">Two owners of a path do not agree.</exception>
    public static Userspace Of(Recipe recipe, PackageHeaders headers, string? variant, IReadOnlyList<RootNode> extra)
    {
        IReadOnlyList<PackageHeader> own = PackageRemovals.Apply(headers.OfTree(variant), recipe.Packages.Remove);
        return new(variant, own, Removals.Apply(RootBuilder.FromHeaders(own, extra), recipe.Finalize, own));
    }
}
