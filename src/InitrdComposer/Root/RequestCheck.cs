using InitrdComposer.Diagnostics;
using InitrdComposer.Fetch;
using InitrdComposer.Lock;
using InitrdComposer.Packages;

namespace InitrdComposer.Root;

/// <summary>
/// Whether the packages that are said to want a locked package want it, by their own headers: metadata that makes up a requirement could bring in any
/// package of a repository. What it conceals, <see cref="ClosureCheck"/> finds.
/// </summary>
internal static class RequestCheck
{
    /// <param name="headers">Of all packages of a lock.</param>
    /// <param name="recipe">The recipe's file, for the message.</param>
    /// <exception cref="ComposerException">A package is locked for a dependency that nobody has (PXM09).</exception>
    public static void Require(PackageHeaders headers, string recipe)
    {
        Dictionary<Nevra, PackageHeader> byName = headers.All.DistinctBy(entry => entry.Package.Nevra).ToDictionary(entry => entry.Package.Nevra, entry => entry.Header);
        var wishes = new Dictionary<Nevra, HashSet<string>>();
        foreach ((LockedPackage package, PackageHeader header) in headers.All)
        {
            foreach (RequestedBy request in package.RequestedBy.Where(request => request.Dlopen is null))
            {
                // The recipe itself, or a package of an extension's base.
                if (request.Package is null || !byName.TryGetValue(request.Package, out PackageHeader? asking)) continue;
                if (!wishes.TryGetValue(request.Package, out HashSet<string>? known)) wishes[request.Package] = known = [.. asking.Requires.Concat(asking.Recommends).Select(NamesIn)];
                string wanted = NamesIn(request.Dependency);
                if (known.Contains(wanted) || (request.IsWeak && header.Supplements.Any(dependency => NamesIn(dependency) == wanted))) continue;
                throw new ComposerException(
                    FetchDiagnostics.FalseRequirement,
                    $"metadata-lie: {package.Nevra} is locked because {request.Package} asks for {request.Dependency}, which the header of {request.Package} does not", new SourceLocation(recipe),
                    "the repository's metadata is wrong or forged, or the lock was edited: lock again");
            }
        }
    }

    private static string NamesIn(string text) => Dependency.TryParse(text, DependencyContext.Any, out Dependency? dependency, out _) ? NamesIn(dependency) : text;

    /// <summary>What is asked for, without versions: in which form an EVR is written is up to who writes it, and <see cref="ClosureCheck"/> holds the versions.</summary>
    private static string NamesIn(Dependency dependency) => dependency switch
    {
        Dependency.Simple simple => simple.Name,
        Dependency.And(var left, var right) => $"({NamesIn(left)} and {NamesIn(right)})",
        Dependency.Or(var left, var right) => $"({NamesIn(left)} or {NamesIn(right)})",
        Dependency.If(var then, var condition, var other) => $"({NamesIn(then)} if {NamesIn(condition)}{(other is null ? "" : $" else {NamesIn(other)}")})",
        Dependency.Unless(var then, var condition, var other) => $"({NamesIn(then)} unless {NamesIn(condition)}{(other is null ? "" : $" else {NamesIn(other)}")})",
        Dependency.With(var left, var right) => $"({NamesIn(left)} with {NamesIn(right)})",
        Dependency.Without(var left, var right) => $"({NamesIn(left)} without {NamesIn(right)})",
        _ => throw new ArgumentOutOfRangeException(nameof(dependency)),
    };
}
