using System.Collections.Immutable;
using InitrdComposer.Packages;

namespace InitrdComposer.Lock;

/// <summary>What moved from one lock to the next.</summary>
internal static class LockChanges
{
    /// <summary>Packages in the lock's order, then tools, kernels of folders, and repositories.</summary>
    /// <param name="previous">The lock before.</param>
    /// <param name="current">The lock after.</param>
    /// <param name="reasons">Says why.</param>
    public static ImmutableArray<LockChange> Between(LockFile previous, LockFile current, MoveReasons reasons) =>
    [
        .. Pairs(previous.Packages, current.Packages)
            .OrderBy(pair => (pair.Before ?? pair.After)!.Nevra.Name, StringComparer.Ordinal)
            .Select(pair => Of(pair.Before, pair.After, reasons))
            .OfType<LockChange>(),
        .. Tools(previous, current),
        .. Kernels(previous, current),
        .. Repositories(previous, current),
    ];

    /// <summary>Whether two locks hold the same packages for the same ends; why they are there may differ.</summary>
    public static bool HaveSamePackages(LockFile left, LockFile right) =>
        Pairs(left.Packages, right.Packages).All(pair => pair.Before is not null && pair.After is not null && IsSame(pair.Before, pair.After));

    private static bool IsSame(LockedPackage before, LockedPackage after) =>
        (before.Digest, before.Size, before.Repository, before.Location) == (after.Digest, after.Size, after.Repository, after.Location)
        && $"{before.Nevra}" == $"{after.Nevra}" && before.Variants.SequenceEqual(after.Variants);

    /// <summary>By role, name and architecture; where several versions of one are locked, the same versions first, then in order.</summary>
    private static IEnumerable<(LockedPackage? Before, LockedPackage? After)> Pairs(ImmutableArray<LockedPackage> before, ImmutableArray<LockedPackage> after)
    {
        ILookup<(PackageRole, string, string), LockedPackage> left = before.ToLookup(KeyOf), right = after.ToLookup(KeyOf);
        foreach ((PackageRole, string, string) key in left.Concat(right).Select(group => group.Key).Distinct())
        {
            Queue<LockedPackage> gone = new(left[key].ExceptBy(right[key].Select(VersionOf), VersionOf).OrderBy(package => package.Nevra.Evr));
            Queue<LockedPackage> come = new(right[key].ExceptBy(left[key].Select(VersionOf), VersionOf).OrderBy(package => package.Nevra.Evr));
            foreach (LockedPackage same in left[key].IntersectBy(right[key].Select(VersionOf), VersionOf)) yield return (same, right[key].First(package => VersionOf(package) == VersionOf(same)));
            while (gone.Count > 0 || come.Count > 0) yield return (gone.TryDequeue(out LockedPackage? was) ? was : null, come.TryDequeue(out LockedPackage? becomes) ? becomes : null);
        }

        static string VersionOf(LockedPackage package) => $"{package.Nevra}";
    }

    private static (PackageRole Role, string Name, string Arch) KeyOf(LockedPackage package) => (package.Role, package.Nevra.Name, package.Nevra.Arch);

    private static LockChange? Of(LockedPackage? before, LockedPackage? after, MoveReasons reasons)
    {
        if (before is null) return new(LockChangeKind.Added, after!.Nevra.Name, null, $"{after.Nevra.Evr}", reasons.ForAdding(after));
        if (after is null) return new(LockChangeKind.Removed, before.Nevra.Name, $"{before.Nevra.Evr}", null, reasons.ForRemoving(before));
        if (IsSame(before, after)) return null;
        (Evr was, Evr becomes) = (before.Nevra.Evr, after.Nevra.Evr);
        LockChangeKind kind = $"{was}" != $"{becomes}" ? (becomes < was ? LockChangeKind.Downgraded : LockChangeKind.Upgraded)
            : before.Variants.SequenceEqual(after.Variants) ? LockChangeKind.Replaced
            : LockChangeKind.Placed;
        string reason = kind switch
        {
            LockChangeKind.Replaced when before.Digest == after.Digest => $"now at {after.Location} of repository {after.Repository}",
            LockChangeKind.Replaced => $"the repository has another file under the same name and version (built again, or signed anew): {before.Digest} -> {after.Digest}",
            LockChangeKind.Placed => after.Variants.IsEmpty ? "every initrd has it now" : $"now in {string.Join(", ", after.Variants)} alone",
            _ => reasons.ForMoving(before, after),
        };
        return new(kind, after.Nevra.Name, $"{was}", $"{becomes}", reason);
    }

    private static IEnumerable<LockChange> Tools(LockFile previous, LockFile current) =>
        from tool in current.Tools
        let before = previous.Tools.FirstOrDefault(candidate => candidate.Name == tool.Name)
        where before?.Version != tool.Version
        select new LockChange(LockChangeKind.Tool, tool.Name, before?.Version ?? "none", tool.Version, "the version of this run");

    private static IEnumerable<LockChange> Kernels(LockFile previous, LockFile current)
    {
        foreach (string directory in previous.Kernels.Concat(current.Kernels).Select(kernel => kernel.Directory).Distinct())
        {
            LockedKernel? before = previous.Kernels.FirstOrDefault(kernel => kernel.Directory == directory), after = current.Kernels.FirstOrDefault(kernel => kernel.Directory == directory);
            string? difference = (before, after) switch
            {
                (null, _) => $"{after!.Version} added",
                (_, null) => $"{before.Version} removed",
                _ when before.Version != after.Version => $"{before.Version} -> {after.Version}",
                _ when before.Digest != after.Digest => $"{after.Version}, of other content",
                _ => null,
            };
            if (difference is not null) yield return new(LockChangeKind.Kernel, directory, before?.Version, after?.Version, difference);
        }
    }

    private static IEnumerable<LockChange> Repositories(LockFile previous, LockFile current)
    {
        foreach (string id in previous.Repositories.Concat(current.Repositories).Select(repository => repository.Id).Distinct())
        {
            LockedRepository? before = previous.Repositories.FirstOrDefault(repository => repository.Id == id), after = current.Repositories.FirstOrDefault(repository => repository.Id == id);
            string? difference = (before, after) switch
            {
                (null, _) => "added",
                (_, null) => "removed",
                _ when (before.ToPlace().Key, before.Place) != (after.ToPlace().Key, after.Place) => $"moved to {after.Place}",
                (LockedRepository.Metadata old, LockedRepository.Metadata now) when old.Repomd != now.Repomd => $"revision {old.Revision} -> {now.Revision}",
                _ => null,
            };
            if (difference is not null) yield return new(LockChangeKind.Repository, id, RevisionOf(before), RevisionOf(after), difference);
        }
    }

    private static string? RevisionOf(LockedRepository? repository) => (repository as LockedRepository.Metadata)?.Revision;
}
