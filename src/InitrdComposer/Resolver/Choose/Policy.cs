using InitrdComposer.Repository;
using InitrdComposer.Resolver.Rules;
using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver.Choose;

/// <summary>
/// The order of choice: each rule keeps those that are best by it, the next one looks at what is left. The same as libsolv's policy for rpm, with ties
/// broken by content and never by the order of arrival.
/// </summary>
internal sealed class Policy(Universe universe, WhatProvides whatProvides, Preferences preferences, WeakTargets weakTargets)
{
    private readonly CommonProvide _commonProvide = new(universe.Pool);

    /// <summary>What the rules that look at nothing but the packages leave, the name with the lowest bytes first.</summary>
    /// <param name="candidates">In the order of <see cref="Universe"/>, at least one.</param>
    public Selection Best(IReadOnlyList<int> candidates)
    {
        var selection = new Selection(universe, candidates);
        selection.KeepBest(ChoiceRule.Preference, preferences.Weight);
        selection.KeepBest(ChoiceRule.RepositoryPriority, package => -universe.Priority(package));
        KeepBestArchitecture(selection);
        KeepNewest(selection);
        selection.Keep(ChoiceRule.Obsoletes, NotObsoleted(selection.Packages));
        return selection;
    }

    /// <summary>As <see cref="Best"/>, then what is recommended or suggested by what is installed already.</summary>
    public Selection Fitting(IReadOnlyList<int> candidates, Assignment assignment)
    {
        Selection selection = Best(candidates);
        if (selection.Packages.Count > 1) selection.Keep(ChoiceRule.Recommended, weakTargets.Recommended(selection.Packages, assignment));
        if (selection.Packages.Count > 1) selection.Keep(ChoiceRule.Suggested, weakTargets.Suggested(selection.Packages, assignment));
        return selection;
    }

    /// <summary>Every rule: the first package is the one to choose, the others follow in order.</summary>
    public Selection Ordered(IReadOnlyList<int> candidates, Assignment assignment)
    {
        Selection selection = Fitting(candidates, assignment);
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

    private IEnumerable<int> NotObsoleted(IReadOnlyList<int> packages)
    {
        if (packages.Count < 2) return packages;
        int[] obsoleted = [.. packages.Where(package => packages.Any(other => Obsoletes(other, package) && !Obsoletes(package, other)))];
        return packages.Except(obsoleted);
    }

    private bool Obsoletes(int package, int other)
    {
        if (universe.Pool.Packages[package].Name == universe.Pool.Packages[other].Name) return false;
        foreach (ExpressionId id in universe.Pool.Dependencies(new PackageId(package), DependencyKind.Obsoletes))
        {
            if (whatProvides.IsObsoleted(other, universe.Pool[id])) return true;
        }

        return false;
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
