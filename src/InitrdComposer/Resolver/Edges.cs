using System.Collections.Immutable;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Choose;
using InitrdComposer.Resolver.Rules;
using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver;

/// <summary>Reads off a solution who asked for what.</summary>
internal sealed class Edges(Pool pool, ResolutionRequest request, PackageRules rules, WeakTargets targets, IReadOnlyList<Clause> facts)
{
    /// <summary>The installed packages outside of the base, each with every request of the solution that it satisfies.</summary>
    public ImmutableArray<ResolvedPackage> Of(Assignment assignment, Universe universe)
    {
        int[] installed = [.. assignment.Installed.Except(request.Base.Select(package => package.Index)).Order(universe)];
        Dictionary<int, List<Request>> edges = installed.ToDictionary(package => package, _ => new List<Request>());
        foreach (Clause fact in facts)
        {
            if (fact.Reason is Reason.Wanted wanted) Add(edges, wanted.Candidates.Select(package => package.Index), ToRequest(wanted));
        }

        foreach (int package in assignment.Installed.Order(universe))
        {
            AddRequired(edges, assignment, package);
            if (request.WeakDependencies) AddRecommended(edges, assignment, package);
        }

        if (request.WeakDependencies)
        {
            foreach (int package in installed) edges[package].AddRange(Supplemented(package, assignment, universe));
        }

        return
        [
            .. installed
                .OrderBy(package => pool.Packages[package].Name, ByBytes())
                .ThenBy(package => pool.Packages[package].Arch, ByBytes())
                .ThenBy(package => package, Comparer<int>.Create((left, right) => universe.Compare(right, left)))
                .Select(package => new ResolvedPackage(new(package), [.. edges[package].Distinct()])),
        ];
    }

    /// <summary>Whether every package is wanted, or needed by one that is, and none only by others that nobody needs.</summary>
    public static bool AllAreReached(ImmutableArray<ResolvedPackage> packages)
    {
        ILookup<PackageId, PackageId> needs = packages
            .SelectMany(package => package.RequestedBy.Where(request => request.Package is not null).Select(request => (By: request.Package!.Value, package.Package)))
            .ToLookup(edge => edge.By, edge => edge.Package);
        Queue<PackageId> pending = new(packages.Where(package => package.RequestedBy.Any(request => request.Wanted is not null)).Select(package => package.Package));
        HashSet<PackageId> reached = [];
        while (pending.TryDequeue(out PackageId package))
        {
            if (!reached.Add(package)) continue;
            foreach (PackageId needed in needs[package]) pending.Enqueue(needed);
        }

        return reached.Count == packages.Length;
    }

    public Choice ToChoice(Branch branch, Assignment assignment)
    {
        ImmutableArray<PackageId> others = [.. branch.Candidates.Where(package => package != branch.Chosen).Select(package => new PackageId(package))];
        return new(ToRequest(branch, assignment), new(branch.Chosen), others, branch.Rule);
    }

    private Request ToRequest(Branch branch, Assignment assignment) => branch.Reason switch
    {
        Reason reason => ToRequest(reason),
        _ => assignment.Installed
            .SelectMany(package => rules.Sorted(package, DependencyKind.Recommends).Select(id => (package, id)))
            .Where(entry => rules.Satisfied(entry.id).Clauses.Any(clause => clause.Contains(Literal.Installed(branch.Chosen))))
            .Select(entry => new Request(null, new(entry.package), Text(entry.id), IsWeak: true))
            .First(),
    };

    // A conflict with a boolean dependency can ask for a package too: "Conflicts: (a if b)" is met by b without a.
    private Request ToRequest(Reason reason) => reason switch
    {
        Reason.Wanted wanted => new(wanted.Index, null, request.Wanted[wanted.Index], IsWeak: false),
        Reason.Requires requires => new(null, requires.Package, Text(requires.Dependency), IsWeak: false),
        Reason.Conflicts conflicts => new(null, conflicts.Package, $"not {Text(conflicts.Dependency)}", IsWeak: false),
        Reason.Lockstep lockstep => new(null, lockstep.Package, pool.Strings.Text(pool[lockstep.Package].Name), IsWeak: false),
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    private void AddRequired(Dictionary<int, List<Request>> edges, Assignment assignment, int package)
    {
        foreach (Clause clause in rules.Of(package))
        {
            int[] satisfying = Satisfying(clause.Literals, assignment);
            if (satisfying.Length > 0) Add(edges, satisfying, ToRequest(clause.Reason!));
        }
    }

    private void AddRecommended(Dictionary<int, List<Request>> edges, Assignment assignment, int package)
    {
        foreach (ExpressionId id in rules.Sorted(package, DependencyKind.Recommends))
        {
            IEnumerable<int> satisfying = rules.Satisfied(id).Clauses.SelectMany(clause => Satisfying(clause, assignment)).Where(other => other != package).Distinct();
            Add(edges, satisfying, new Request(null, new(package), Text(id), IsWeak: true));
        }
    }

    /// <summary>The installed packages that satisfy a clause whose conditions are met.</summary>
    private static int[] Satisfying(Literal[] clause, Assignment assignment) => clause.All(literal => literal.IsPositive || assignment.IsInstalled(literal.Variable))
        ? [.. clause.Where(literal => literal.IsPositive && assignment.IsInstalled(literal.Variable)).Select(literal => literal.Variable)]
        : [];

    /// <summary>The dependency is the supplementing package's own; the edge comes from the first package that it is about.</summary>
    private IEnumerable<Request> Supplemented(int package, Assignment assignment, Universe universe)
    {
        if (!targets.Answers(package, DependencyKind.Supplements, assignment)) yield break;
        foreach (ExpressionId id in rules.Sorted(package, DependencyKind.Supplements))
        {
            int[] about =
            [
                .. rules.Satisfied(id).Clauses.SelectMany(clause => clause)
                    .Where(literal => literal.IsPositive && literal.Variable != package && assignment.IsInstalled(literal.Variable))
                    .Select(literal => literal.Variable).Order(universe),
            ];
            if (about.Length > 0) yield return new(null, new(about[0]), Text(id), IsWeak: true);
        }
    }

    private static void Add(Dictionary<int, List<Request>> edges, IEnumerable<int> packages, Request edge)
    {
        foreach (int package in packages)
        {
            if (edges.TryGetValue(package, out List<Request>? list)) list.Add(edge);
        }
    }

    private Comparer<StringId> ByBytes() => Comparer<StringId>.Create((left, right) => pool.Strings[left].SequenceCompareTo(pool.Strings[right]));

    private string Text(ExpressionId id) => pool.ToDependency(id).ToString();
}
