using InitrdComposer.Repository;
using InitrdComposer.Resolver.Rules;
using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver.Choose;

/// <summary>What the weak dependencies of the installed packages, and those of candidates, point at.</summary>
internal sealed class WeakTargets(Pool pool, PackageRules rules)
{
    /// <summary>Candidates that an installed package recommends, or that supplement one.</summary>
    public IEnumerable<int> Recommended(IReadOnlyList<int> candidates, Assignment assignment) =>
        Matching(candidates, assignment, DependencyKind.Recommends, DependencyKind.Supplements);

    /// <summary>Candidates that an installed package suggests, or that enhance one.</summary>
    public IEnumerable<int> Suggested(IReadOnlyList<int> candidates, Assignment assignment) =>
        Matching(candidates, assignment, DependencyKind.Suggests, DependencyKind.Enhances);

    /// <summary>Whether one of a package's Supplements (or Enhances) is satisfied by what is installed.</summary>
    public bool Answers(int package, DependencyKind kind, Assignment assignment) =>
        rules.Sorted(package, kind).Any(id => rules.Satisfied(id).Clauses.TrueForAll(clause => clause.Any(literal => HoldsNow(literal, assignment))));

    /// <summary>The packages of each part of a dependency whose conditions are met and that nothing satisfies yet.</summary>
    public IEnumerable<int[]> Unsatisfied(ExpressionId id, Assignment assignment) =>
        rules.Satisfied(id).Clauses
            .Where(clause => clause.Length > 0 && !clause.Any(literal => HoldsNow(literal, assignment)))
            .Select(clause => Packages(clause).ToArray());

    private static bool HoldsNow(Literal literal, Assignment assignment) => assignment.IsInstalled(literal.Variable) == literal.IsPositive;

    private static IEnumerable<int> Packages(Literal[] clause) => clause.Where(literal => literal.IsPositive).Select(literal => literal.Variable);

    private List<int> Matching(IReadOnlyList<int> candidates, Assignment assignment, DependencyKind forward, DependencyKind backward)
    {
        HashSet<int> pointedAt =
        [
            .. assignment.Installed
                .Where(package => pool.Dependencies(new PackageId(package), forward).Length > 0)
                .SelectMany(package => rules.Sorted(package, forward))
                .SelectMany(id => rules.Satisfied(id).Clauses)
                .Where(clause => clause.All(literal => literal.IsPositive || assignment.IsInstalled(literal.Variable)))
                .SelectMany(Packages),
        ];
        return [.. candidates.Where(package => pointedAt.Contains(package) || Answers(package, backward, assignment))];
    }
}
