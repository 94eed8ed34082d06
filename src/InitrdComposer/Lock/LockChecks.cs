using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Toml;
using InitrdComposer.Resolver.Rules;

namespace InitrdComposer.Lock;

/// <summary>What no single package of a lock can tell.</summary>
internal static class LockChecks
{
    /// <param name="file">As read.</param>
    /// <param name="repositories">Where its repositories were read, in the same order.</param>
    /// <param name="packages">Where its packages were read, in the same order.</param>
    /// <exception cref="ComposerException">The first thing that does not hold.</exception>
    public static void Require(LockFile file, ImmutableArray<LockTable> repositories, ImmutableArray<LockTable> packages)
    {
        RequireDistinct(file.Repositories.Select(repository => repository.Id), repositories);
        RequireDistinct(file.Packages.Select(package => $"{package.Nevra} ({LockRoles.Name(package.Role)})"), packages);
        HashSet<string> known = [.. file.Repositories.Select(repository => repository.Id)];
        Architectures architectures = Architectures.Of(file.Architecture, multilib: true);
        foreach ((LockedPackage package, LockTable table) in file.Packages.Zip(packages))
        {
            if (!known.Contains(package.Repository))
            {
                throw Refuse($"repository: no [[repository]] has the id {TomlText.Quote(package.Repository)}", table.LocationOf("repository"));
            }

            if (architectures.Rank(package.Nevra.Arch) is null)
            {
                throw Refuse($"nevra: got {TomlText.Quote($"{package.Nevra}")}, expected a package that {file.Architecture} can run", table.LocationOf("nevra"));
            }
        }
    }

    private static void RequireDistinct(IEnumerable<string> names, ImmutableArray<LockTable> tables)
    {
        var first = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        foreach ((string name, LockTable table) in names.Zip(tables))
        {
            if (!first.TryAdd(name, table.Location)) throw Refuse($"{TomlText.Quote(name)} is here twice: the first is at {first[name]}", table.Location);
        }
    }

    private static ComposerException Refuse(string message, SourceLocation location) => new(LockDiagnostics.Packages, message, location);
}
