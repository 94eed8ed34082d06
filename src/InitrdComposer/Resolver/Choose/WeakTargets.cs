using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Rules;
using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver.Choose;

/// <summary>What the weak dependencies of the installed packages, and those of candidates, point at.</summary>
internal sealed class WeakTargets(Pool pool, PackageRules rules, BooleanExpansion booleans)
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

    /// <summary>
    /// The packages of each part of a dependency that nothing satisfies yet. A condition is looked at, never brought about: recommending "a if b else
    /// c" is no reason to install b.
    /// </summary>
    public IEnumerable<int[]> Unsatisfied(ExpressionId id, Assignment assignment) =>
        pool[id].Operator == ExpressionOperator.Name
            ? rules.Satisfied(id).Clauses.Where(clause => !clause.Any(literal => HoldsNow(literal, assignment))).Select(clause => Packages(clause).ToArray())
            : Unsatisfied(pool.ToDependency(id), assignment);

    private static bool HoldsNow(Literal literal, Assignment assignment) => assignment.IsInstalled(literal.Variable) == literal.IsPositive;

    private static IEnumerable<int> Packages(Literal[] clause) => clause.Where(literal => literal.IsPositive).Select(literal => literal.Variable);

    private List<int[]> Unsatisfied(Dependency? dependency, Assignment assignment) => dependency switch
    {
        Dependency.And(var left, var right) => [.. Unsatisfied(left, assignment), .. Unsatisfied(right, assignment)],
        Dependency.Or(var left, var right) =>
        [
            .. from one in Unsatisfied(left, assignment)
               from other in Unsatisfied(right, assignment)
               select one.Union(other).ToArray(),
        ],
        Dependency.If(var then, var condition, var other) => Unsatisfied(Holds(condition, assignment) ? then : other, assignment),
        Dependency.Unless(var then, var condition, var other) => Unsatisfied(Holds(condition, assignment) ? other : then, assignment),
        null => [],
        _ => UnsatisfiedSet([.. booleans.Set(dependency)], assignment),
    };

    private static List<int[]> UnsatisfiedSet(int[] packages, Assignment assignment) => packages.Any(assignment.IsInstalled) ? [] : [packages];

    private bool Holds(Dependency condition, Assignment assignment) =>
        booleans.Of(condition)?.Clauses.TrueForAll(clause => clause.Any(literal => HoldsNow(literal, assignment))) ?? false;

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
