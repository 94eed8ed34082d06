using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;

namespace InitrdComposer.Lock;

/// <summary>A package that resolutions chose, once for each role.</summary>
/// <param name="Role">The first resolution that has it.</param>
/// <param name="Variants">The variants that alone have it, sorted; empty: all initrds.</param>
internal sealed record ChosenPackage(RoleResolution Role, ResolvedPackage Package, ImmutableArray<string> Variants)
{
    /// <param name="roles">The answers to <see cref="RoleRequest.Of(Config.Recipe)"/>, in their order.</param>
    /// <param name="pool">What was resolved in.</param>
    /// <exception cref="ComposerException">A variant cannot hold what the recipe's own initrd holds.</exception>
    public static IEnumerable<ChosenPackage> Of(ImmutableArray<RoleResolution> roles, Pool pool)
    {
        HashSet<PackageId> shared = [.. roles.Where(IsOfTree).Where(role => role.Asked.Variant is null).SelectMany(role => role.Solved.Packages).Select(package => package.Package)];
        foreach (RoleResolution variant in roles.Where(role => role.Asked.Variant is not null)) RequireAll(shared, variant, pool);
        return
            from role in roles
            from package in PackagesOf(role)
            let variant = role.Asked.Variant
            where variant is null || !shared.Contains(package.Package)
            group (role, package, variant) by (role.Asked.Role, package.Package) into same
            let variants = same.Select(entry => entry.variant).OfType<string>().Order(StringComparer.Ordinal)
            select new ChosenPackage(same.First().role, same.First().package, [.. variants]);
    }

    /// <summary>The whole closure makes the tree; of other roles only what the recipe names is used.</summary>
    private static IEnumerable<ResolvedPackage> PackagesOf(RoleResolution role) =>
        IsOfTree(role) ? role.Solved.Packages : role.Solved.Packages.Where(package => package.RequestedBy.Any(request => request.Wanted is not null));

    private static bool IsOfTree(RoleResolution role) => role.Asked.Role == PackageRole.Install;

    private static void RequireAll(HashSet<PackageId> shared, RoleResolution variant, Pool pool)
    {
        PackageId[] missing = [.. shared.Except(variant.Solved.Packages.Select(package => package.Package))];
        if (missing.Length == 0) return;
        throw new ComposerException(
            LockDiagnostics.Variant,
            $"variant \"{variant.Asked.Variant}\" cannot hold {string.Join(", ", missing.Select(package => $"{pool.Nevra(package)}").Order(StringComparer.Ordinal))}, which the recipe's own initrd holds",
            variant.Asked.Wanted[^1].Location,
            "a variant adds packages: what it needs must not take the place of others");
    }
}
