using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Lock;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;
using InitrdComposer.Resolver.Explain;
using InitrdComposer.Resolver.Modularity;
using InitrdComposer.Resolver.Rules;

namespace InitrdComposer;

/// <summary>Resolves a request against repositories; where a path is required that primary metadata does not name, once more with filelists.</summary>
public static class RecipeResolution
{
    /// <summary>What the recipe asks for each role, answered.</summary>
    /// <param name="request">The lock to stay with.</param>
    /// <exception cref="ComposerException">Nothing satisfies it; the message says why in words.</exception>
    public static async Task<(RepositorySet Repositories, ImmutableArray<RoleResolution> Roles)> ResolveAsync(
        Recipe recipe, LockRequest request, RepositorySet repositories, RepositoryLoader loader, CancellationToken cancellation = default)
    {
        var resolver = new PackageResolver(repositories.Pool);
        PreferenceChecks.Require(recipe, resolver);
        ImmutableArray<RoleRequest> requests = [.. RoleRequest.Of(recipe)];
        if (requests.Any(role => role.Request.WantsGroups)) repositories = await loader.WithGroupsAsync(repositories, cancellation: cancellation);
        var streams = ActiveStreams.Of(repositories.Modules, recipe.Packages.Streams, recipe.Architecture, [.. recipe.Repositories.Select(repository => repository.Priority)]);
        ImmutableArray<RoleResolution>.Builder roles = ImmutableArray.CreateBuilder<RoleResolution>();
        foreach (RoleRequest asked in requests)
        {
            RoleRequest role = request.Bind(asked, repositories);
            role = role with { Request = role.Request with { Comps = repositories.Comps, Streams = streams, Base = repositories.Base } };
            (repositories, resolver, Resolution.Solved solved) = await ResolveAsync(resolver, role.Request, repositories, loader, role.Places, cancellation);
            roles.Add(new(role, solved));
        }

        return (repositories, roles.DrainToImmutable());
    }

    /// <summary>One role once more, after what it asks for has changed.</summary>
    /// <param name="role">As an earlier answer has it.</param>
    /// <exception cref="ComposerException">Nothing satisfies it; the message says why in words.</exception>
    public static async Task<(RepositorySet Repositories, RoleResolution Role)> ResolveAsync(
        RoleRequest role, RepositorySet repositories, RepositoryLoader loader, CancellationToken cancellation = default)
    {
        (repositories, Resolution.Solved solved) = await ResolveAsync(role.Request, repositories, loader, role.Places, cancellation);
        return (repositories, new(role, solved));
    }

    /// <summary>What the initrds' packages rest on: choices that a preference of the recipe could turn.</summary>
    public static ImmutableArray<ProviderChoice> ChoicesOf(Pool pool, ImmutableArray<RoleResolution> roles) => ProviderChoices.Of(
        new(pool), roles.Where(role => role.Asked.Role == PackageRole.Install).Select(role => (role.Asked.Request, role.Solved)));

    /// <param name="places">What asks for each of the wanted, for the message; none for a command line.</param>
    /// <exception cref="ComposerException">Nothing satisfies it; the message says why in words.</exception>
    public static async Task<(RepositorySet Repositories, Resolution.Solved Solved)> ResolveAsync(
        ResolutionRequest request, RepositorySet repositories, RepositoryLoader loader, ImmutableArray<SourceLocation> places, CancellationToken cancellation = default)
    {
        (repositories, _, Resolution.Solved solved) = await ResolveAsync(new(repositories.Pool), request, repositories, loader, places, cancellation);
        return (repositories, solved);
    }

    /// <returns>With the resolver of the pool that the answer is of: its indexes are good for the next role.</returns>
    private static async Task<(RepositorySet Repositories, PackageResolver Resolver, Resolution.Solved Solved)> ResolveAsync(
        PackageResolver resolver, ResolutionRequest request, RepositorySet repositories, RepositoryLoader loader, ImmutableArray<SourceLocation> places,
        CancellationToken cancellation)
    {
        Resolution resolution = Resolve(resolver, request, places);
        if (!resolution.MissingPaths.IsEmpty)
        {
            RepositorySet withFiles = await loader.WithFilesAsync(repositories, resolution.MissingPaths, cancellation: cancellation);
            if (withFiles != repositories)
            {
                (repositories, resolver) = (withFiles, new(withFiles.Pool));
                resolution = Resolve(resolver, request, places);
            }
        }

        if (resolution is Resolution.Solved solved) return (repositories, resolver, solved);
        var failed = (Resolution.Failed)resolution;
        throw new ComposerException(ResolverDiagnostics.Unsatisfiable, Explanation.Of(repositories.Pool, request, failed).TrimEnd(), PlaceOf(failed, places));
    }

    /// <summary>The line that wants what cannot be had, the first of several.</summary>
    private static SourceLocation? PlaceOf(Resolution.Failed failed, ImmutableArray<SourceLocation> places) =>
        places.IsEmpty ? null : failed.Facts.OfType<Reason.Wanted>().MinBy(wanted => wanted.Index) is { } first ? places[first.Index] : new SourceLocation(places[0].File);

    // The resolver knows no files; whoever reads the message has to.
    private static Resolution Resolve(PackageResolver resolver, ResolutionRequest request, ImmutableArray<SourceLocation> places)
    {
        try
        {
            return resolver.Resolve(request);
        }
        catch (ComposerException refused) when (refused.Location is null && !places.IsEmpty)
        {
            throw new ComposerException(refused.Id, refused.Message, new SourceLocation(places[0].File), refused.Hint, refused);
        }
    }
}
