using InitrdComposer.Packages;
using InitrdComposer.Repository;

namespace InitrdComposer.Tests.Resolver;

/// <summary>
/// RPM's rules said once more, as directly as possible and without the resolver's code: whether a set of packages may stand together. Slow, small
/// pools only.
/// </summary>
internal sealed class Closure(Pool pool)
{
    /// <summary>Every set of packages that satisfies the specs and all dependencies, as bit masks.</summary>
    public IEnumerable<int> Valid(IReadOnlyList<string> wanted) =>
        Enumerable.Range(0, 1 << pool.Packages.Length).Where(set => IsValid(set, wanted));

    public bool IsValid(int set, IReadOnlyList<string> wanted)
    {
        int[] packages = [.. Enumerable.Range(0, pool.Packages.Length).Where(package => (set & (1 << package)) != 0)];
        return wanted.All(spec => IsGranted(spec, packages)) && packages.All(package => IsAtPeace(package, packages));
    }

    // A name means the packages of that name and those that obsolete one of them; only when there are none it means a provide.
    private bool IsGranted(string spec, int[] packages)
    {
        int[] named = [.. Enumerable.Range(0, pool.Packages.Length).Where(package => NameOf(package) == spec)];
        if (named.Length == 0) return Holds(Dependency.Parse(spec), packages);
        return packages.Any(package => named.Contains(package)
            || Dependencies(package, DependencyKind.Obsoletes).Any(dependency => named.Any(other => NameOf(package) != spec && Obsoletes(dependency, other))));
    }

    private bool IsAtPeace(int package, int[] packages) =>
        Dependencies(package, DependencyKind.Requires).All(dependency => Holds(dependency, packages))
        && Dependencies(package, DependencyKind.Conflicts).All(dependency => !ConflictsWithOthers(dependency, package, packages))
        && packages.All(other => other == package || NameOf(other) != NameOf(package))
        && Dependencies(package, DependencyKind.Obsoletes).All(dependency => !packages.Any(other => NameOf(other) != NameOf(package) && Obsoletes(dependency, other)));

    // A package never conflicts with itself, whatever it provides.
    private bool ConflictsWithOthers(Dependency dependency, int package, int[] packages) => Holds(dependency, [.. packages.Where(other => other != package)]);

    private bool Holds(Dependency dependency, int[] packages) => dependency switch
    {
        Dependency.And(var left, var right) => Holds(left, packages) && Holds(right, packages),
        Dependency.Or(var left, var right) => Holds(left, packages) || Holds(right, packages),
        Dependency.If(var then, var condition, var other) => Holds(condition, packages) ? Holds(then, packages) : other is null || Holds(other, packages),
        Dependency.Unless(var then, var condition, var other) => Holds(condition, packages) ? other is not null && Holds(other, packages) : Holds(then, packages),
        _ => packages.Any(package => Satisfies(package, dependency)),
    };

    private bool Satisfies(int package, Dependency dependency) => dependency switch
    {
        Dependency.Simple simple => Provides(package, simple),
        Dependency.With(var left, var right) => Satisfies(package, left) && Satisfies(package, right),
        Dependency.Without(var left, var right) => Satisfies(package, left) && !Satisfies(package, right),
        Dependency.Or(var left, var right) => Satisfies(package, left) || Satisfies(package, right),
        _ => false,
    };

    private bool Provides(int package, Dependency.Simple wanted)
    {
        IEnumerable<Dependency.Simple> provides = Dependencies(package, DependencyKind.Provides).Cast<Dependency.Simple>()
            .Append(new(NameOf(package), VersionRelation.Equal, pool.Nevra(new(package)).Evr));
        return provides.Any(provide => provide.Name == wanted.Name && VersionRange.Overlaps(provide.Relation, provide.Evr, wanted.Relation, wanted.Evr));
    }

    private bool Obsoletes(Dependency dependency, int other) => dependency is Dependency.Simple simple && simple.Name == NameOf(other)
        && VersionRange.Overlaps(simple.Relation, simple.Evr, VersionRelation.Equal, pool.Nevra(new(other)).Evr);

    private string NameOf(int package) => pool.Strings.Text(pool.Packages[package].Name);

    private IEnumerable<Dependency> Dependencies(int package, DependencyKind kind) =>
        pool.Dependencies(new(package), kind).ToArray().Select(ToDependency);

    private Dependency ToDependency(ExpressionId id)
    {
        Expression expression = pool[id];
        Dependency Left() => ToDependency(expression.LeftExpression);
        Dependency Right() => ToDependency(expression.RightExpression);
        (Dependency Condition, Dependency? Else) Branches() => pool[expression.RightExpression] is { Operator: ExpressionOperator.Else } branches
            ? (ToDependency(branches.LeftExpression), ToDependency(branches.RightExpression))
            : (Right(), null);
        return expression.Operator switch
        {
            ExpressionOperator.Name => new Dependency.Simple(
                pool.Strings.Text(expression.Name), expression.Relation, expression.Relation == VersionRelation.Any ? null : Evr.Parse(pool.Strings.Text(expression.Evr))),
            ExpressionOperator.And => new Dependency.And(Left(), Right()),
            ExpressionOperator.Or => new Dependency.Or(Left(), Right()),
            ExpressionOperator.With => new Dependency.With(Left(), Right()),
            ExpressionOperator.Without => new Dependency.Without(Left(), Right()),
            ExpressionOperator.If => new Dependency.If(Left(), Branches().Condition, Branches().Else),
            ExpressionOperator.Unless => new Dependency.Unless(Left(), Branches().Condition, Branches().Else),
            _ => throw new InvalidDataException(expression.Operator.ToString()),
        };
    }
}
