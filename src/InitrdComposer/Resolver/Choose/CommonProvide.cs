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
        HashSet<StringId> shared = [.. Names(packages[0])];
        foreach (int package in packages)
        {
            shared.IntersectWith(Names(package));
            if (shared.Count == 0) return null;
        }

        foreach (StringId name in shared.OrderBy(name => name, Comparer<StringId>.Create((a, b) => pool.Strings[a].SequenceCompareTo(pool.Strings[b]))))
        {
            int[] sorted = [.. packages.OrderByDescending(package => Provided(package, name), Comparer<Expression>.Create(Compare))];
            Dictionary<int, int> ranks = [];
            int rank = 0;
            for (int i = 0; i < sorted.Length; i++)
            {
                if (i > 0 && Compare(Provided(sorted[i - 1], name), Provided(sorted[i], name)) != 0) rank++;
                ranks.Add(sorted[i], rank);
            }

            if (rank > 0) return ranks;
        }

        return null;
    }

    private IEnumerable<StringId> Names(int package) => Versioned(package).Select(provided => provided.Name).Distinct();

    private Expression Provided(int package, StringId name) => Versioned(package).First(provided => provided.Name == name);

    /// <summary>The package's own name is one of them.</summary>
    private IEnumerable<Expression> Versioned(int package)
    {
        PackageColumns row = pool.Packages[package];
        IEnumerable<Expression> provides = pool.Dependencies(new PackageId(package), DependencyKind.Provides).ToArray()
            .Select(id => pool[id])
            .Where(expression => expression.Operator == ExpressionOperator.Name && HasUpperBound(expression));
        return provides.Prepend(new(ExpressionOperator.Name, VersionRelation.Equal, row.Name.Index, row.Evr.Index));
    }

    // "<= 2" reaches further than "< 2".
    private int Compare(Expression left, Expression right)
    {
        int order = Utf8Evr.Split(pool.Strings[left.Evr]).Compare(Utf8Evr.Split(pool.Strings[right.Evr]));
        return order != 0 ? order : left.Relation.HasFlag(VersionRelation.Equal).CompareTo(right.Relation.HasFlag(VersionRelation.Equal));
    }

    private bool HasUpperBound(Expression provided) => provided.Relation switch
    {
        VersionRelation.Equal => !IsHash(provided.Evr),
        VersionRelation.Less or VersionRelation.LessOrEqual => true,
        _ => false,
    };

    // Digests are no versions: one is not better than another.
    private bool IsHash(StringId evr)
    {
        ReadOnlySpan<byte> text = pool.Strings[evr];
        return text.Length >= 4 && !text.ContainsAnyExcept(Hexadecimal);
    }
}
