using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;

namespace InitrdComposer.Lock;

/// <summary>Resolutions -> <see cref="LockFile"/>.</summary>
public static class Locker
{
    /// <param name="recipe">What was asked.</param>
    /// <param name="repositories">What was resolved against.</param>
    /// <param name="roles">The answers to <see cref="RoleRequest.Of(Recipe)"/>.</param>
    /// <param name="tools">What else the bytes of a build depend on.</param>
    /// <exception cref="ComposerException">The kernel or the stub is not exactly one package.</exception>
    public static LockFile Lock(Recipe recipe, RepositorySet repositories, ImmutableArray<RoleResolution> roles, ImmutableArray<LockedTool> tools)
    {
        Pool pool = repositories.Pool;
        foreach (RoleResolution role in roles) RequireOne(role, pool);
        ChosenPackage[] chosen = [.. ChosenPackage.Of(roles, pool)];

        // Metadata may claim any time; a cpio's field holds 32 bits.
        long newest = Math.Clamp(chosen.Select(entry => pool[entry.Package.Package].BuildTime).DefaultIfEmpty().Max(), 0, uint.MaxValue);
        return LockOrder.Sort(new LockFile(
            ResolutionInputs.Of(recipe),
            recipe.Architecture,
            recipe.SourceDateEpoch ?? newest,
            [.. repositories.Repositories.Select(ToLocked)],
            [.. chosen.Select(entry => ToLocked(entry, repositories, recipe.Path))])
        {
            Tools = tools,
        });
    }

    private static void RequireOne(RoleResolution role, Pool pool)
    {
        if (role.Asked.Role is not (PackageRole.Kernel or PackageRole.Stub)) return;
        ResolvedPackage[] found = [.. role.Solved.Packages.Where(package => package.RequestedBy.Any(request => request.Wanted == 0))];
        if (found.Length == 1) return;
        Located<string> spec = role.Asked.Wanted[0];
        string names = string.Join(", ", found.Select(package => pool.Nevra(package.Package)));
        throw new ComposerException(
            LockDiagnostics.Role,
            $"roles.{LockRoles.Name(role.Asked.Role)}: \"{spec.Value}\" is {found.Length} packages, expected one: {names}",
            spec.Location,
            "name one of them");
    }

    internal static LockedRepository ToLocked(LoadedRepository repository) =>
        PlaceOf(repository) with { Signatures = repository.Source.Place is RepositoryPlace.Installed ? null : repository.Source.Signatures };

    private static LockedRepository PlaceOf(LoadedRepository repository) => (repository.Source.Place, repository.Content) switch
    {
        (RepositoryPlace.Metadata or RepositoryPlace.Listed, LoadedContent.Metadata metadata) =>
            LockedRepository.Metadata.Of(repository.Id, repository.Source.Place, metadata.RepomdDigest, metadata.Repomd.Revision) with
            {
                Timestamp = metadata.Repomd.Data.Max(data => data.Timestamp),
            },
        (RepositoryPlace.Folder place, _) => new LockedRepository.Folder(repository.Id, place.Path.Value),
        (RepositoryPlace.Installed place, _) => new LockedRepository.Installed(repository.Id, place.Database.Value, place.Root),
        _ => throw new ArgumentException($"{repository} is of two kinds", nameof(repository)),
    };

    private static LockedPackage ToLocked(ChosenPackage chosen, RepositorySet repositories, string recipePath)
    {
        (RoleResolution role, ResolvedPackage resolved, ImmutableArray<string> variants) = chosen;
        Pool pool = repositories.Pool;
        PackageColumns package = pool[resolved.Package];
        Nevra nevra = pool.Nevra(resolved.Package);
        return new(
            nevra, role.Asked.Role, repositories.Repositories[package.Repository].Id, pool.Strings.Text(package.Location), package.PackageSize, pool.ChecksumOf(resolved.Package),
            RequestsOf(resolved, nevra, role, pool, recipePath))
        {
            Variants = variants,
        };
    }

    private static ImmutableArray<RequestedBy> RequestsOf(ResolvedPackage resolved, Nevra nevra, RoleResolution role, Pool pool, string recipePath)
    {
        IEnumerable<RequestedBy> byRecipe =
            from request in resolved.RequestedBy
            where request.Wanted < role.Asked.Wanted.Length
            let place = role.Asked.Wanted[request.Wanted!.Value].Location
            select new RequestedBy(null, request.Dependency, place.Position?.Line, IsWeak: false) { File = FileOf(place, recipePath) };

        // A hundred packages want a dozen symbol versions of libc each: one line for each of the hundred says enough.
        IEnumerable<RequestedBy> byPackages =
            from request in resolved.RequestedBy
            where request.Package is not null && role.Asked.Role == PackageRole.Install
            group request by request.Package!.Value into requests
            let best = requests
                .OrderBy(request => request.IsWeak)
                .ThenBy(request => !Names(request, nevra))
                .ThenBy(request => request.Dependency, StringComparer.Ordinal)
                .First()
            select new RequestedBy(pool.Nevra(requests.Key), best.Dependency, null, best.IsWeak);

        IEnumerable<RequestedBy> byDlopen =
            from request in resolved.RequestedBy
            where request.Wanted >= role.Asked.Wanted.Length
            from asked in role.Asked.Dlopened
            where asked.Provide == request.Dependency
            select new RequestedBy(asked.Package, asked.Provide, null, asked.Reason.Priority != DlopenPriority.Required) { Dlopen = asked.Reason };

        return [.. byRecipe, .. byPackages, .. byDlopen];
    }

    /// <summary>As the recipe would write it, whoever locks, and from wherever; null: the recipe itself, or no file.</summary>
    private static string? FileOf(SourceLocation place, string recipePath) => place.Position is null || place.File == recipePath
        ? null
        : Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(recipePath))!, place.File);

    private static bool Names(Request request, Nevra package) =>
        request.Dependency == package.Name || request.Dependency.StartsWith(package.Name + " ", StringComparison.Ordinal);
}
