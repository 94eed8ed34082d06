using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Lock;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions;

/// <summary>Why a package is in a lock.</summary>
/// <param name="Package">Which.</param>
/// <param name="Lines">Of the recipe that name the first package of the chain; none in a lock that was edited.</param>
/// <param name="Chain">Packages from the recipe's to this one; each after the first with the dependency by which the one before it wants it.</param>
/// <param name="Others">Packages that need it as well, with their dependency.</param>
/// <param name="Leaving">What would go if nothing asked for it: itself first.</param>
public sealed record Why(
    LockedPackage Package, ImmutableArray<RequestedBy> Lines, ImmutableArray<(LockedPackage Package, RequestedBy? By)> Chain, ImmutableArray<(LockedPackage Package, RequestedBy By)> Others,
    ImmutableArray<LockedPackage> Leaving)
{
    private static readonly DiagnosticId NotThere = new("WHY", 1, FailureKind.Usage);

    /// <param name="locked">The lock.</param>
    /// <param name="name">A package's name or NEVRA, or a glob over either.</param>
    /// <param name="path">The lock's file, for the message.</param>
    /// <returns>At least one, in the lock's order.</returns>
    /// <exception cref="ComposerException">No package is called that (WHY01).</exception>
    public static ImmutableArray<Why> Of(LockFile locked, string name, string path)
    {
        var graph = new RequestGraph(locked);
        ImmutableArray<Why> answers =
        [
            .. Enumerable.Range(0, locked.Packages.Length)
                .Where(place => Fnmatch.IsMatch(name, locked.Packages[place].Nevra.Name) || Fnmatch.IsMatch(name, $"{locked.Packages[place].Nevra}"))
                .Select(place => Of(locked, graph, place)),
        ];
        if (!answers.IsEmpty) return answers;
        string? near = Spelling.Closest(name, locked.Packages.Select(package => package.Nevra.Name));
        throw new ComposerException(NotThere, $"no package is called {name}", new SourceLocation(path), near is null ? "name, NEVRA or glob" : $"did you mean {near}?");
    }

    /// <param name="package">Of the lock.</param>
    public static Why Of(LockFile locked, LockedPackage package) => Of(locked, new RequestGraph(locked), locked.Packages.IndexOf(package));

    private static Why Of(LockFile locked, RequestGraph graph, int place)
    {
        ImmutableArray<int> chain = graph.ChainTo(place);
        int? before = chain is [.., int requirer, _] ? requirer : null;
        return new(
            locked.Packages[place],
            [.. graph.LinesOf(chain[0])],
            [.. chain.Select((step, index) => (locked.Packages[step], index == 0 ? null : graph.RequirersOf(step).First(edge => edge.Requirer == chain[index - 1]).Edge))],
            [.. graph.RequirersOf(place).Where(edge => edge.Requirer != before && edge.Requirer != place).Select(edge => (locked.Packages[edge.Requirer], edge.Edge))],
            [.. graph.LeavingWith(place).Select(leaving => locked.Packages[leaving])]);
    }
}
