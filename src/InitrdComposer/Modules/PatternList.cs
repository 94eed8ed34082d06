using System.Collections.Immutable;

namespace InitrdComposer.Modules;

/// <summary>Patterns in the recipe's order; the last that matches decides. Remembers which of them ever matched.</summary>
public sealed class PatternList(IEnumerable<PathPattern> patterns)
{
    private readonly ImmutableArray<PathPattern> _patterns = [.. patterns];
    private readonly HashSet<PathPattern> _matched = [];

    /// <summary>The pattern that decides on this path, or null when none matches.</summary>
    public PathPattern? Decide(PatternSubject subject)
    {
        PathPattern? decision = null;
        for (int i = _patterns.Length - 1; i >= 0; i--)
        {
            PathPattern pattern = _patterns[i];
            if ((decision is not null && _matched.Contains(pattern)) || !pattern.Matches(subject)) continue;
            decision ??= pattern;
            _matched.Add(pattern);
        }

        return decision;
    }

    /// <summary>Those that matched nothing so far and are not marked optional.</summary>
    public IEnumerable<PathPattern> Unmatched => _patterns.Where(pattern => !pattern.IsOptional && !_matched.Contains(pattern));
}
