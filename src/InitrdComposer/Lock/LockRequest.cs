using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Repository;

namespace InitrdComposer.Lock;

/// <summary>What a new lock starts from.</summary>
/// <param name="Previous">The lock that is there; null: none.</param>
/// <param name="Update">What of it is to move.</param>
public sealed record LockRequest(LockFile? Previous, UpdateSelection Update)
{
    /// <summary>A first lock.</summary>
    public static LockRequest Fresh { get; } = new(null, UpdateSelection.None);

    /// <summary>Where <see cref="Previous"/> is, for messages.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// Why <see cref="Previous"/> is not signed as the recipe wants it; null: it is, or need not be. Whoever may write it decides how old repositories may be, and which old packages stay: it may
    /// come out as it is, for somebody who has read it to sign, and as nothing else.
    /// </summary>
    public ComposerException? Unsigned { get; init; }

    /// <summary>A repository may be older than it was for <see cref="Previous"/>.</summary>
    public bool AllowsRollback { get; init; }

    /// <summary>A package may not get an older version than it has in <see cref="Previous"/>.</summary>
    public bool DeniesDowngrade { get; init; }

    /// <summary>What follows the lock of a file, of which nothing is to move.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="recipe">Says who must have signed it.</param>
    /// <exception cref="ComposerException">The file cannot be read, or is no lock; a certificate of the recipe cannot be read.</exception>
    public static LockRequest Following(string path, Recipe recipe)
    {
        try
        {
            return Fresh with { Path = path, Previous = LockReader.ReadSigned(path, recipe).Lock };
        }
        catch (ComposerException unsigned) when (unsigned.Id == LockDiagnostics.Signature)
        {
            return Fresh with { Path = path, Previous = LockReader.Read(path), Unsigned = unsigned };
        }
    }

    /// <summary>Lets a request stay with what the previous lock has for its role and variant, and says what of it shall move.</summary>
    public RoleRequest Bind(RoleRequest role, RepositorySet repositories)
    {
        if (Previous is null || Update.IsAll) return role;
        LockedPackage[] mine =
        [
            .. Previous.Packages.Where(package => package.Role == role.Role && (package.Variants.IsEmpty || (role.Variant is not null && package.Variants.Contains(role.Variant)))),
        ];
        ImmutableArray<PackageId> found = Find(mine.Where(package => !Update.Includes(package.Nevra.Name)), repositories);
        return role with
        {
            Request = role.Request with
            {
                Locked = found,
                Updated = [.. mine.Select(package => package.Nevra.Name).Where(Update.Includes).Distinct()],
            },
        };
    }

    /// <summary>Locked packages that a pool still has: the same file under the same name. Where two repositories have it, the one that the lock says.</summary>
    private static ImmutableArray<PackageId> Find(IEnumerable<LockedPackage> locked, RepositorySet repositories)
    {
        Pool pool = repositories.Pool;
        ILookup<Digest, LockedPackage> byDigest = locked.ToLookup(package => package.Digest);
        var found = new Dictionary<LockedPackage, PackageId>();
        int packages = repositories.Repositories.Sum(repository => repository.PackageCount);
        for (int i = 0; i < packages; i++)
        {
            var id = new PackageId(i);
            foreach (LockedPackage package in byDigest[pool.ChecksumOf(id)])
            {
                bool isFromThere = repositories.Repositories[pool.Packages[i].Repository].Id == package.Repository;
                if ($"{pool.Nevra(id)}" == $"{package.Nevra}" && (isFromThere || !found.ContainsKey(package))) found[package] = id;
            }
        }

        return [.. found.Values.Distinct()];
    }
}
