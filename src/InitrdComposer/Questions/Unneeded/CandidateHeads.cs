using System.Collections.Immutable;
using InitrdComposer.Questions.References;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Unneeded;

/// <summary>Which candidates lead to others, and which leave with one of them alone.</summary>
internal sealed class CandidateHeads
{
    private readonly ILookup<RootPath, RootPath> _to;
    private readonly HashSet<RootPath> _heads;
    private readonly Dictionary<RootPath, RootPath?> _leaders = [];
    private readonly ILookup<RootPath, RootPath> _with;

    public CandidateHeads(ReferenceGraph graph, IReadOnlyCollection<RootPath> candidates)
    {
        HashSet<RootPath> all = [.. candidates];
        (RootPath From, RootPath To)[] edges = [.. from path in candidates from to in Ends(graph, path) where to != path && all.Contains(to) select (path, to)];
        _to = edges.ToLookup(edge => edge.To, edge => edge.From);
        ILookup<RootPath, RootPath> from = edges.ToLookup(edge => edge.From, edge => edge.To);
        _heads = [.. candidates.Where(path => !_to[path].Any())];

        // Files that refer to each other and that no head leads to: the first of them heads the others.
        var led = new HashSet<RootPath>();
        foreach (RootPath head in _heads) Follow(from, head, led);
        foreach (RootPath path in candidates.Order().Where(path => !led.Contains(path)))
        {
            if (led.Contains(path)) continue;
            _heads.Add(path);
            Follow(from, path, led);
        }

        foreach (RootPath head in _heads)
        {
            var below = new HashSet<RootPath>();
            Follow(from, head, below);
            foreach (RootPath path in below.Where(path => !_heads.Contains(path))) _leaders[path] = _leaders.ContainsKey(path) ? null : head;
        }

        _with = _leaders.Where(pair => pair.Value is not null).ToLookup(pair => pair.Value!.Value, pair => pair.Key);
    }

    /// <summary>No other candidate leads to it.</summary>
    public bool IsHead(RootPath path) => _heads.Contains(path);

    /// <summary>The only head that leads to it; null: it is one, or several do.</summary>
    public RootPath? LeaderOf(RootPath path) => _leaders.GetValueOrDefault(path);

    /// <summary>Candidates that refer to it.</summary>
    public ImmutableArray<RootPath> NeededBy(RootPath path) => [.. _to[path].Distinct().Order()];

    /// <summary>What it alone leads to.</summary>
    public ImmutableArray<RootPath> With(RootPath head) => [.. _with[head].Order()];

    /// <summary>What a file refers to, behind links.</summary>
    private static IEnumerable<RootPath> Ends(ReferenceGraph graph, RootPath path) =>
        graph.From(path).Select(reference => reference.To).SelectMany(to => graph.From(to).Where(next => next.Kind == ReferenceKind.Link).Select(next => next.To).Append(to)).Distinct();

    private static void Follow(ILookup<RootPath, RootPath> from, RootPath start, HashSet<RootPath> reached)
    {
        var open = new Stack<RootPath>([start]);
        while (open.TryPop(out RootPath path))
        {
            if (!reached.Add(path)) continue;
            foreach (RootPath next in from[path]) open.Push(next);
        }
    }
}
