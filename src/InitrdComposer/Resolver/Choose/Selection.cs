using InitrdComposer.Resolver.Rules;

namespace InitrdComposer.Resolver.Choose;

/// <summary>Candidates while rules narrow them, and which rule last parted packages of different names.</summary>
internal sealed class Selection(Universe universe, IReadOnlyList<int> candidates)
{
    private List<int> _packages = [.. candidates];

    /// <summary>What is left, best first; never empty.</summary>
    public IReadOnlyList<int> Packages => _packages;

    /// <summary>Why the first is first.</summary>
    public ChoiceRule Rule { get; private set; } = ChoiceRule.Name;

    /// <summary>Keeps those of the highest worth.</summary>
    public void KeepBest(ChoiceRule rule, Func<int, int> worth)
    {
        int best = _packages.Max(worth);
        Keep(rule, [.. _packages.Where(package => worth(package) == best)]);
    }

    /// <summary>Keeps some, unless that would be none.</summary>
    public void Keep(ChoiceRule rule, IEnumerable<int> some)
    {
        List<int> kept = [.. some];
        if (kept.Count == 0 || kept.Count == _packages.Count) return;
        if (Names(_packages) > Names(kept)) Rule = rule;
        _packages = kept;
    }

    /// <summary>Orders by an ascending rank, keeping the order of equals.</summary>
    public void Sort(ChoiceRule rule, Func<int, int> rank)
    {
        if (_packages.Count < 2 || _packages.All(package => rank(package) == rank(_packages[0]))) return;
        _packages = [.. _packages.OrderBy(rank)];
        if (rank(_packages[0]) != rank(_packages[1])) Rule = rule;
    }

    private int Names(List<int> packages) => packages.Select(package => universe.Pool.Packages[package].Name).Distinct().Count();
}
