using System.Buffers;
using InitrdComposer.Packages;
using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Choose;

/// <summary>
/// Packages of different names that all provide one capability in different versions: the higher one wins (libsolv's sort_by_common_dep).
/// </summary>
internal sealed class CommonProvide(Pool pool)
{
    private static readonly SearchValues<byte> Hexadecimal = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Rank 0 for the highest version of the first such capability in byte order; null when there is none.</summary>
    public Dictionary<int, int>? Rank(IReadOnlyList<int> packages)
    {
        IEnumerable<StringId> shared = packages.Select(Names).Aggregate((left, right) => left.Intersect(right));
        foreach (StringId name in shared.OrderBy(name => name, Comparer<StringId>.Create((a, b) => pool.Strings[a].SequenceCompareTo(pool.Strings[b]))))
        {
            int[] sorted = [.. packages.OrderByDescending(package => EvrOf(package, name), Comparer<StringId>.Create(Compare))];
            Dictionary<int, int> ranks = [];
            int rank = 0;
            for (int i = 0; i < sorted.Length; i++)
            {
                if (i > 0 && Compare(EvrOf(sorted[i - 1], name), EvrOf(sorted[i], name)) != 0) rank++;
                ranks.Add(sorted[i], rank);
            }

            if (rank > 0) return ranks;
        }

        return null;
    }

    private IEnumerable<StringId> Names(int package) => Versioned(package).Select(provided => provided.Name).Distinct();

    private StringId EvrOf(int package, StringId name) => Versioned(package).First(provided => provided.Name == name).Evr;

    /// <summary>The package's own name is one of them.</summary>
    private IEnumerable<(StringId Name, StringId Evr)> Versioned(int package)
    {
        IEnumerable<(StringId, StringId)> provides = pool.Dependencies(new PackageId(package), DependencyKind.Provides).ToArray()
            .Select(id => pool[id])
            .Where(expression => expression.Operator == ExpressionOperator.Name && expression.Relation == VersionRelation.Equal && !IsHash(expression.Evr))
            .Select(expression => (expression.Name, expression.Evr));
        return provides.Prepend((pool.Packages[package].Name, pool.Packages[package].Evr));
    }

    private int Compare(StringId left, StringId right) => Utf8Evr.Split(pool.Strings[left]).Compare(Utf8Evr.Split(pool.Strings[right]));

    // Digests are no versions: one is not better than another.
    private bool IsHash(StringId evr)
    {
        ReadOnlySpan<byte> text = pool.Strings[evr];
        return text.Length >= 4 && !text.ContainsAnyExcept(Hexadecimal);
    }
}
