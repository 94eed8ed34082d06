using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Resolver;

namespace InitrdComposer.Lock;

/// <summary>What a recipe asks of the resolver for one role.</summary>
/// <param name="Wanted">The recipe's specs, in the order of <paramref name="Request"/>'s.</param>
public sealed record RoleRequest(PackageRole Role, ImmutableArray<Located<string>> Wanted, ResolutionRequest Request)
{
    /// <summary>
    /// One request a role that the recipe fills, the tree's own first. Roles are resolved apart from the tree: what a kernel package requires is for
    /// installing it, and nothing of that is done.
    /// </summary>
    public static ImmutableArray<RoleRequest> Of(Recipe recipe)
    {
        RoleSelection roles = recipe.Roles;
        return
        [
            .. new[]
            {
                Of(recipe, PackageRole.Install, recipe.Packages.Install),
                Of(recipe, PackageRole.Kernel, [.. One(roles.Kernel), .. roles.KernelModules]),
                Of(recipe, PackageRole.Stub, [.. One(roles.Stub)]),
                Of(recipe, PackageRole.Microcode, roles.Microcode),
            }.Where(request => !request.Wanted.IsEmpty),
        ];
    }

    private static RoleRequest Of(Recipe recipe, PackageRole role, ImmutableArray<Located<string>> wanted) =>
        new(role, wanted, new ResolutionRequest(recipe.Architecture, [.. wanted.Select(spec => spec.Value)])
        {
            Excludes = [.. recipe.Packages.Exclude.Select(spec => spec.Value)],
            WeakDependencies = role == PackageRole.Install && recipe.Packages.WeakDependencies,
            Priorities = [.. recipe.Repositories.Select(repository => repository.Priority)],
        });

    private static IEnumerable<Located<string>> One(Located<string>? spec) => spec is Located<string> given ? [given] : [];
}

/// <summary>A request and its answer.</summary>
public sealed record RoleResolution(RoleRequest Asked, Resolution.Solved Solved);
