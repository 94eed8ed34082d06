using System.Collections.Immutable;
using InitrdComposer.Formats.Toml;
using InitrdComposer.Repository;
using InitrdComposer.Resolver;

namespace InitrdComposer.Lock;

/// <summary>Why packages moved between two locks, in words: what was asked for, what the repositories and the recipe took away, what others require.</summary>
internal sealed class MoveReasons(LockFile previous, UpdateSelection update, RepositorySet repositories, ImmutableArray<RoleResolution> roles)
{
    private readonly Lazy<CandidateQuestions> _questions = new(() => new PackageResolver(repositories.Pool).Questions(roles[0].Asked.Request));
    private readonly Lazy<Dictionary<string, PackageId>> _byFile = new(() => ByFile(previous, repositories.Pool));

    public string ForAdding(LockedPackage package)
    {
        RequestedBy reason = package.RequestedBy.OrderBy(edge => edge.Package is not null).ThenBy(edge => edge.IsWeak).First();
        if (reason.Package is null) return $"the recipe asks for {TomlText.Quote(reason.Dependency)}";
        if (reason.Dlopen is not null) return $"{reason.Package.Name} loads {reason.Dependency} by dlopen()";
        bool isKnown = previous.Packages.Any(other => other.Nevra.Name == reason.Package.Name);
        string verb = reason.IsWeak ? "recommends" : "requires";
        return $"{reason.Package.Name} {(isKnown ? "now " : "")}{verb} {reason.Dependency}";
    }

    public string ForRemoving(LockedPackage package)
    {
        if (Unavailable(package) is string reason) return reason;
        string? spec = package.RequestedBy.Where(edge => edge.Package is null).Select(edge => edge.Dependency).FirstOrDefault();
        bool isAsked = roles.Any(role => role.Asked.Role == package.Role && role.Asked.Wanted.Any(wanted => wanted.Value == spec));
        return spec is null ? "nothing requires it any more" : isAsked ? $"{TomlText.Quote(spec)} is another package now" : "the recipe does not ask for it any more";
    }

    public string ForMoving(LockedPackage before, LockedPackage after)
    {
        if (update.Includes(before.Nevra.Name)) return "asked for by --update";
        if (Unavailable(before) is string reason) return reason;
        return Requirement(before, after) ?? $"{before.Nevra.Evr} does not go with what else changed";
    }

    private string? Unavailable(LockedPackage package)
    {
        if (!_byFile.Value.TryGetValue($"{package.Digest}", out PackageId id)) return $"{package.Nevra.Evr} is no longer in the repositories";
        return _questions.Value.IsExcluded(id) ? "the recipe excludes it"
            : _questions.Value.IsHiddenByStream(id) ? "module streams hide it"
            : _questions.Value.IsHidden(id) ? "a repository of higher priority has it too"
            : null;
    }

    /// <summary>What the new version satisfies and the old one does not; the recipe's own wishes first.</summary>
    private string? Requirement(LockedPackage before, LockedPackage after)
    {
        PackageId old = _byFile.Value[$"{before.Digest}"];
        IEnumerable<(RoleResolution Role, Request Request)> requests =
            from role in roles
            where role.Asked.Role == after.Role
            from package in role.Solved.Packages
            where repositories.Pool.ChecksumOf(package.Package) == after.Digest
            from request in package.RequestedBy
            where !_questions.Value.Satisfies(old, request.Dependency)
            orderby request.Wanted is null, request.IsWeak
            select (role, request);
        (RoleResolution? asking, Request? missed) = requests.FirstOrDefault();
        return missed is null ? null
            : missed.Package is PackageId requiring ? $"{repositories.Pool.Nevra(requiring).Name} {repositories.Pool.Nevra(requiring).Evr} requires {missed.Dependency}"
            : $"the recipe asks for {TomlText.Quote(asking!.Asked.Request.Wanted[missed.Wanted!.Value])}";
    }

    private static Dictionary<string, PackageId> ByFile(LockFile previous, Pool pool)
    {
        HashSet<Formats.Digest> locked = [.. previous.Packages.Select(package => package.Digest)];
        var found = new Dictionary<string, PackageId>(StringComparer.Ordinal);
        for (int i = 0; i < pool.Packages.Length; i++)
        {
            Formats.Digest checksum = pool.ChecksumOf(new(i));
            if (locked.Contains(checksum)) found[$"{checksum}"] = new(i);
        }

        return found;
    }
}
