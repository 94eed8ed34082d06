using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Explain;

/// <summary>Package names that somebody may have meant.</summary>
internal static class NearNames
{
    /// <summary>Shorter ones are part of too much.</summary>
    private const int MinimumPart = 3;

    /// <summary>
    /// Misspelt ones first: by edits, none that is further than a third of the name. Then those that begin with it, then those that have it as a later
    /// part. Of equals the first in byte order.
    /// </summary>
    public static IEnumerable<string> Of(Pool pool, string name) => Of(pool.Packages.Select(package => package.Name).Distinct().Select(pool.Strings.Text), name);

    /// <inheritdoc cref="Of(Pool, string)"/>
    public static IEnumerable<string> Of(IEnumerable<string> candidates, string name) => candidates
        .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
        .Where(entry => entry.Distance is not null)
        .OrderBy(entry => entry.Distance).ThenBy(entry => entry.Name, StringComparer.Ordinal)
        .Select(entry => entry.Name);

    /// <summary>Null for names that have nothing in common.</summary>
    private static int? Distance(string name, string candidate)
    {
        int limit = name.Length / 3;
        if (EditDistance.Between(name, candidate, limit) is int edits) return edits;
        if (name.Length < MinimumPart) return null;
        if (candidate.StartsWith(name + "-", StringComparison.Ordinal)) return limit + 1;
        bool isPart = candidate.EndsWith("-" + name, StringComparison.Ordinal) || candidate.Contains($"-{name}-", StringComparison.Ordinal);
        return isPart ? limit + 2 : null;
    }
}
