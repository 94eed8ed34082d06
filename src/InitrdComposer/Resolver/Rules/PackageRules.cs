using System.Collections.Immutable;
using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver.Rules;

/// <summary>The clauses that hold once a package is installed, each with its reason, made when the package is.</summary>
internal sealed class PackageRules(Universe universe, WhatProvides whatProvides, ImmutableArray<PackageId> @base, Func<int, bool> isInstallOnly)
{
    private readonly BooleanExpansion _booleans = new(whatProvides);
    private readonly DependencyOrder _order = new(universe.Pool);
    private readonly HashSet<int> _base = [.. @base.Select(package => package.Index)];

    public IEnumerable<Clause> Of(int package)
    {
        IEnumerable<Clause> conflicts = Sorted(package, DependencyKind.Conflicts).SelectMany(id => Conflicts(package, id)).Concat(SameName(package)).Concat(Lockstep(package));

        // What is installed already stays as it is, whole or not.
        if (_base.Contains(package)) return conflicts.Where(clause => clause.Literals.Any(literal => !_base.Contains(literal.Variable)));
        return Sorted(package, DependencyKind.Requires).SelectMany(id => Requires(package, id))
            .Concat(conflicts)
            .Concat(Sorted(package, DependencyKind.Obsoletes).SelectMany(id => Obsoletes(package, id)));
    }

    /// <summary>When a dependency is satisfied, as clauses; for all that is not followed strictly.</summary>
    public NormalForm Satisfied(ExpressionId id)
    {
        Expression expression = universe.Pool[id];
        if (expression.Operator != ExpressionOperator.Name) return _booleans.Of(universe.Pool.ToDependency(id)) ?? NormalForm.False;
        return WhatProvides.IsRpmFeature(universe.Pool.Strings[expression.Name]) ? NormalForm.True : NormalForm.AnyOf(whatProvides[id]);
    }

    /// <summary>A package's dependencies of one kind, each once, in an order that metadata formats agree on.</summary>
    public IEnumerable<ExpressionId> Sorted(int package, DependencyKind kind)
    {
        ExpressionId[] ids = universe.Pool.Dependencies(new PackageId(package), kind).ToArray();
        if (ids.Length > 1) Array.Sort(ids, _order);
        return ids.Distinct();
    }

    private IEnumerable<Clause> Requires(int package, ExpressionId id)
    {
        Expression expression = universe.Pool[id];
        if (expression.Operator != ExpressionOperator.Name) return Requires(package, id, universe.Pool.ToDependency(id));
        if (WhatProvides.IsRpmFeature(universe.Pool.Strings[expression.Name])) return [];
        int[] providers = whatProvides[id];
        return providers.Contains(package)
            ? []
            : [new Clause([Literal.NotInstalled(package), .. providers.Select(Literal.Installed)], new Reason.Requires(new(package), id, Ids(providers)))];
    }

    private IEnumerable<Clause> Requires(int package, ExpressionId id, Dependency dependency)
    {
        if (_booleans.Of(dependency) is not NormalForm form) return TooComplex(package, id);
        return form.Clauses.Where(clause => !clause.Contains(Literal.Installed(package))).Select(clause => new Clause(
            [Literal.NotInstalled(package), .. clause.Where(literal => literal.Variable != package)],
            new Reason.Requires(new(package), id, Ids(clause.Where(literal => literal.IsPositive).Select(literal => literal.Variable)))
            {
                Conditions = Ids(clause.Where(literal => !literal.IsPositive && literal.Variable != package).Select(literal => literal.Variable)),
            }));
    }

    private IEnumerable<Clause> Conflicts(int package, ExpressionId id)
    {
        Expression expression = universe.Pool[id];
        if (expression.Operator == ExpressionOperator.Name)
        {
            return whatProvides[id].Where(other => other != package).Select(other => new Clause(
                [Literal.NotInstalled(package), Literal.NotInstalled(other)], new Reason.Conflicts(new(package), id, [new(other)])));
        }

        if (_booleans.NotOf(universe.Pool.ToDependency(id)) is not NormalForm form) return TooComplex(package, id);

        // A clause of nothing but the package itself would be a conflict with itself, which rpm does not mind.
        return form.Clauses
            .Where(clause => !clause.Contains(Literal.Installed(package)) && clause.Any(literal => literal.Variable != package))
            .Select(clause => new Clause(
                [Literal.NotInstalled(package), .. clause.Where(literal => literal.Variable != package)],
                new Reason.Conflicts(new(package), id, Ids(clause.Where(literal => !literal.IsPositive && literal.Variable != package).Select(literal => literal.Variable)))));
    }

    private IEnumerable<Clause> Obsoletes(int package, ExpressionId id)
    {
        Expression expression = universe.Pool[id];
        if (expression.Operator != ExpressionOperator.Name || expression.Name == universe.Pool.Packages[package].Name) return [];
        return whatProvides.Named(expression).Order(universe).Select(other => new Clause(
            [Literal.NotInstalled(package), Literal.NotInstalled(other)], new Reason.Obsoletes(new(package), id, new(other))));
    }

    private IEnumerable<Clause> SameName(int package)
    {
        foreach (int other in Named(package))
        {
            if (other == package || universe[other] != Availability.Available || !universe.ShareColour(package, other)) continue;
            if (isInstallOnly(package) && isInstallOnly(other) && universe.CompareVersions(package, other) != 0) continue;
            yield return new([Literal.NotInstalled(package), Literal.NotInstalled(other)], new Reason.SameName(new(package), new(other)));
        }
    }

    // libsolv's rule for multilib distributions.
    private IEnumerable<Clause> Lockstep(int package)
    {
        if (!universe.IsSecondaryArch(package)) yield break;
        int[] primary =
        [
            .. Named(package).Where(other => universe[other] == Availability.Available && universe.ArchRank(other) > 0 && !universe.IsSecondaryArch(other)),
        ];
        if (primary.Length == 0) yield break;
        int[] same = [.. primary.Where(other => universe.CompareVersions(other, package) == 0)];
        yield return new([Literal.NotInstalled(package), .. same.Select(Literal.Installed)], new Reason.Lockstep(new(package), Ids(same)));
    }

    private IEnumerable<int> Named(int package) =>
        universe.Index.Names[universe.Pool.Packages[package].Name].ToArray().Select(entry => entry.Package).Order(universe);

    private static Clause[] TooComplex(int package, ExpressionId id) =>
        [new([Literal.NotInstalled(package)], new Reason.TooComplex(new(package), id))];

    private static ImmutableArray<PackageId> Ids(IEnumerable<int> packages) => [.. packages.Select(package => new PackageId(package))];
}
