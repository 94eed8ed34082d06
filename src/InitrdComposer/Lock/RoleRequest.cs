using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Resolver;

namespace InitrdComposer.Lock;

/// <summary>What a recipe asks of the resolver for one role.</summary>
/// <param name="Variant">Whose packages these are, with those of the recipe; null: the recipe's own.</param>
/// <param name="Wanted">The recipe's specs, in the order of <paramref name="Request"/>'s; after them come those of <see cref="Dlopened"/>.</param>
public sealed record RoleRequest(PackageRole Role, string? Variant, ImmutableArray<Located<string>> Wanted, ResolutionRequest Request)
{
    /// <summary>What the packages of an earlier answer load by dlopen().</summary>
    public ImmutableArray<DlopenRequest> Dlopened { get; private init; } = [];

    /// <summary>What in the recipe asks for each of <see cref="Request"/>'s specs.</summary>
    public ImmutableArray<SourceLocation> Places =>
        [.. Wanted.Select(spec => spec.Location), .. Dlopened.DistinctBy(asked => asked.Provide).Select(asked => asked.Policy.Location)];

    /// <summary>The same with other libraries that are loaded by dlopen().</summary>
    /// <param name="dlopened">In an order that is always the same.</param>
    public RoleRequest Loading(ImmutableArray<DlopenRequest> dlopened) => this with
    {
        Dlopened = dlopened,
        Request = Request with { Wanted = [.. Wanted.Select(spec => spec.Value), .. dlopened.Select(asked => asked.Provide).Distinct()] },
    };

    /// <summary>
    /// One request a role that the recipe fills, the tree's own first, then those of variants. Roles are resolved apart from the tree: what a kernel
    /// package requires is for installing it, and nothing of that is done.
    /// </summary>
    public static ImmutableArray<RoleRequest> Of(Recipe recipe)
    {
        RoleSelection roles = recipe.Roles;
        ImmutableArray<Located<string>> install = recipe.Packages.Install;
        RoleRequest[] requests =
        [
            Of(recipe, PackageRole.Install, install),
            .. from variant in recipe.Variants
               where !variant.Install.IsEmpty
               select Of(recipe, PackageRole.Install, [.. install, .. variant.Install], variant.Name),
            .. from kernel in roles.Kernels.OfType<KernelSource.Package>()
               select Of(recipe, PackageRole.Kernel, [kernel.Spec, .. roles.KernelModules]),
            Of(recipe, PackageRole.Stub, roles.Stub is Located<string> stub ? [stub] : []),
            Of(recipe, PackageRole.Microcode, roles.Microcode),
        ];
        return [.. requests.Where(request => !request.Wanted.IsEmpty)];
    }

    private static RoleRequest Of(Recipe recipe, PackageRole role, ImmutableArray<Located<string>> wanted, string? variant = null) =>
        new(role, variant, wanted, new ResolutionRequest(recipe.Architecture, [.. wanted.Select(spec => spec.Value)])
        {
            Excludes = [.. recipe.Packages.Exclude.Select(spec => spec.Value)],
            WeakDependencies = role == PackageRole.Install && recipe.Packages.WeakDependencies,
            Priorities = [.. recipe.Repositories.Select(repository => repository.Priority)],
            Costs = [.. recipe.Repositories.Select(repository => repository.Cost)],
            Filters = [.. recipe.Repositories.Select(repository => new RepositoryFilter(Values(repository.Includes), Values(repository.Excludes))
            {
                IsHotfix = repository.IsHotfix,
            })],
            Preferences =
            [
                .. recipe.Packages.Avoid.Select(spec => new Preference(OptionalPattern.Parse(spec.Value).Text, PreferenceKind.Disfavor)),
                .. recipe.Packages.Prefer.Select(spec => new Preference(OptionalPattern.Parse(spec.Value).Text, PreferenceKind.Favor)),
            ],
        });

    private static ImmutableArray<string> Values(IEnumerable<Located<string>> specs) => [.. specs.Select(spec => spec.Value)];
}

/// <summary>A request and its answer.</summary>
public sealed record RoleResolution(RoleRequest Asked, Resolution.Solved Solved);
