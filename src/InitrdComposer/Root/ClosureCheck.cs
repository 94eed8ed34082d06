using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Lock;
using InitrdComposer.Packages;
using InitrdComposer.Tree;

namespace InitrdComposer.Root;

/// <summary>
/// Whether all that the packages of a tree require is in the tree, by their own headers: resolving saw to it, and whoever edited the lock since, or
/// wrote the metadata, may not have.
/// </summary>
internal sealed class ClosureCheck
{
    private readonly IReadOnlyList<PackageHeader> _packages;
    private readonly ILookup<string, (PackageHeader Package, Dependency.Simple Provided)> _provides;
    private readonly HashSet<RootPath> _files;

    private ClosureCheck(IReadOnlyList<PackageHeader> packages)
    {
        _packages = packages;
        _provides = packages
            .SelectMany(package => package.Provides.OfType<Dependency.Simple>()
                .Append(new(package.Nevra.Name, VersionRelation.Equal, package.Nevra.Evr))
                .Select(provided => (package, provided)))
            .ToLookup(entry => entry.provided.Name, StringComparer.Ordinal);
        _files = [.. packages.SelectMany(package => package.Files).Select(file => file.Path)];
    }

    /// <param name="packages">All of one tree.</param>
    /// <param name="recipe">The recipe's file, for the message.</param>
    /// <param name="variant">Whose tree, for the message; null: the recipe's own.</param>
    /// <exception cref="ComposerException">A requirement that nothing satisfies (LCK08).</exception>
    public static void Require(IReadOnlyList<PackageHeader> packages, string recipe, string? variant)
    {
        if (FirstMissing(packages, packages) is not (PackageHeader package, Dependency missing)) return;
        string initrd = variant is null ? "the initrd" : $"the initrd of variant {variant}";
        throw new ComposerException(
            LockDiagnostics.Packages, $"the lock is not closed: {package.Nevra} requires {missing}, and no package of {initrd} provides it",
            new SourceLocation(recipe), "the lock was edited, or the repository's metadata does not say what its packages say: lock again");
    }

    /// <param name="added">Packages of an extension.</param>
    /// <param name="onBase">Packages of its base, whose own requirements are the base's affair.</param>
    /// <param name="recipe">The extension's file, for the message.</param>
    /// <exception cref="ComposerException">A requirement of an added package that nothing satisfies (LCK08).</exception>
    public static void Require(IReadOnlyList<PackageHeader> added, IReadOnlyList<PackageHeader> onBase, string recipe)
    {
        if (FirstMissing(added, [.. onBase, .. added]) is not (PackageHeader package, Dependency missing)) return;
        throw new ComposerException(
            LockDiagnostics.Packages, $"the lock is not closed: {package.Nevra} requires {missing}, and no package of base or extension provides it",
            new SourceLocation(recipe), "the lock was edited, or packages.remove leaves out what is needed");
    }

    /// <summary>The first requirement that nothing in a tree satisfies; null: there is none.</summary>
    private static (PackageHeader Package, Dependency Missing)? FirstMissing(IEnumerable<PackageHeader> asking, IReadOnlyList<PackageHeader> tree)
    {
        var check = new ClosureCheck(tree);
        foreach (PackageHeader package in asking)
        {
            if (package.Requires.FirstOrDefault(required => !check.Holds(required)) is Dependency missing) return (package, missing);
        }

        return null;
    }

    private bool Holds(Dependency dependency) => dependency switch
    {
        Dependency.Simple simple => IsProvided(simple),
        Dependency.And(var left, var right) => Holds(left) && Holds(right),
        Dependency.Or(var left, var right) => Holds(left) || Holds(right),
        Dependency.If(var then, var condition, var other) => Holds(condition) ? Holds(then) : other is null || Holds(other),
        Dependency.Unless(var then, var condition, var other) => Holds(condition) ? other is not null && Holds(other) : Holds(then),
        _ => _packages.Any(package => Holds(dependency, package)),
    };

    /// <summary>Whether one package alone satisfies it, as `with` and `without` want.</summary>
    private bool Holds(Dependency dependency, PackageHeader package) => dependency switch
    {
        Dependency.Simple simple => Providers(simple).Any(provider => ReferenceEquals(provider, package)) || Has(package, simple.Name),
        Dependency.With(var left, var right) => Holds(left, package) && Holds(right, package),
        Dependency.Without(var left, var right) => Holds(left, package) && !Holds(right, package),
        Dependency.Or(var left, var right) => Holds(left, package) || Holds(right, package),
        Dependency.And(var left, var right) => Holds(left, package) && Holds(right, package),
        _ => false,
    };

    private bool IsProvided(Dependency.Simple wanted) =>
        Providers(wanted).Any() || (wanted.Name.StartsWith('/') && RootPath.TryParse(System.Text.Encoding.UTF8.GetBytes(wanted.Name), out RootPath path) && _files.Contains(path));

    private IEnumerable<PackageHeader> Providers(Dependency.Simple wanted) => _provides[wanted.Name]
        .Where(entry => VersionRange.Overlaps(entry.Provided.Relation, entry.Provided.Evr, wanted.Relation, wanted.Evr))
        .Select(entry => entry.Package);

    private static bool Has(PackageHeader package, string name) =>
        name.StartsWith('/') && RootPath.TryParse(System.Text.Encoding.UTF8.GetBytes(name), out RootPath path) && package.Files.Any(file => file.Path == path);
}
