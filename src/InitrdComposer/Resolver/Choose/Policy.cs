using InitrdComposer.Repository;
using InitrdComposer.Resolver.Rules;
using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver.Choose;

/// <summary>
/// The order of choice: each rule keeps those that are best by it, the next one looks at what is left. The same as libsolv's policy for rpm, with ties
/// broken by content and never by the order of arrival.
/// </summary>
internal sealed class Policy(Universe universe, WhatProvides whatProvides, ResolutionRequest request, Preferences preferences, WeakTargets weakTargets)
{
    private readonly HashSet<int> _locked = [.. request.Locked.Select(package => package.Index)];
    private readonly CommonProvide _commonProvide = new(universe.Pool);

    /// <summary>What the rules that look at nothing but the packages leave, the name with the lowest bytes first.</summary>
    /// <param name="candidates">In the order of <see cref="Universe"/>, at least one.</param>
    public Selection Best(IReadOnlyList<int> candidates)
    {
        var selection = new Selection(universe, candidates);
        selection.Keep(ChoiceRule.Locked, selection.Packages.Where(_locked.Contains));
        selection.KeepBest(ChoiceRule.Preference, preferences.Weight);
        selection.KeepBest(ChoiceRule.RepositoryPriority, package => -universe.Priority(package));
        KeepBestArchitecture(selection);
        KeepNewest(selection);
        selection.Keep(ChoiceRule.Obsoletes, NotObsoleted(selection.Packages));
        return selection;
    }

    /// <summary>Every rule: the first package is the one to choose, the others follow in order.</summary>
    public Selection Ordered(IReadOnlyList<int> candidates, Assignment assignment)
    {
        Selection selection = Best(candidates);
        if (selection.Packages.Count > 1) selection.Keep(ChoiceRule.Recommended, weakTargets.Recommended(selection.Packages, assignment));
        if (selection.Packages.Count > 1) selection.Keep(ChoiceRule.Suggested, weakTargets.Suggested(selection.Packages, assignment));
        selection.Sort(ChoiceRule.NewerVersionExists, package => IsOld(package) ? 1 : 0);
        if (selection.Packages.Count > 1 && _commonProvide.Rank(selection.Packages) is Dictionary<int, int> ranks)
        {
            selection.Sort(ChoiceRule.ProvidedVersion, package => ranks[package]);
        }

        return selection;
    }

    private void KeepBestArchitecture(Selection selection)
    {
        // noarch stays beside whatever is best.
        bool hasPrimary = selection.Packages.Any(package => universe.ArchRank(package) > 0 && !universe.IsSecondaryArch(package));
        if (hasPrimary) selection.Keep(ChoiceRule.Architecture, selection.Packages.Where(package => !universe.IsSecondaryArch(package)));
    }

    // The order of the universe is by name and then the newest first.
    private void KeepNewest(Selection selection)
    {
        HashSet<StringId> names = [];
        selection.Keep(ChoiceRule.Version, [.. selection.Packages.Where(package => names.Add(universe.Pool.Packages[package].Name))]);
    }

    /// <summary>Without those that another one obsoletes, unless they obsolete each other.</summary>
    private IEnumerable<int> NotObsoleted(IReadOnlyList<int> packages)
    {
        ILookup<StringId, int> byName = packages.ToLookup(package => universe.Pool.Packages[package].Name);
        HashSet<(int By, int Package)> obsoleted = [.. packages.SelectMany(package => Obsoleted(package, byName).Select(other => (package, other)))];
        return obsoleted.Count == 0
            ? packages
            : packages.Except(obsoleted.Where(pair => !obsoleted.Contains((pair.Package, pair.By))).Select(pair => pair.Package));
    }

    private List<int> Obsoleted(int package, ILookup<StringId, int> byName)
    {
        List<int> obsoleted = [];
        foreach (ExpressionId id in universe.Pool.Dependencies(new PackageId(package), DependencyKind.Obsoletes))
        {
            Expression expression = universe.Pool[id];
            if (expression.Operator != ExpressionOperator.Name || expression.Name == universe.Pool.Packages[package].Name) continue;
            obsoleted.AddRange(byName[expression.Name].Where(other => whatProvides.IsObsoleted(other, expression)));
        }

        return obsoleted;
    }

    private bool IsOld(int package)
    {
        PackageColumns row = universe.Pool.Packages[package];
        foreach ((int other, _) in universe.Index.Names[row.Name])
        {
            bool isRival = other != package && universe[other] == Availability.Available && universe.Pool.Packages[other].Arch == row.Arch
                && universe.Priority(other) <= universe.Priority(package);
            if (isRival && universe.CompareVersions(other, package) > 0) return true;
        }

        return false;
    }
}
