using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Explain;

/// <summary>Package names that somebody may have meant.</summary>
internal static class NearNames
{
    /// <summary>The nearest first: by edits, then in byte order; none that is further than a third of the name.</summary>
    public static IEnumerable<string> Of(Pool pool, string name)
    {
        int limit = name.Length / 3;
        return pool.Packages.Select(package => package.Name).Distinct()
            .Where(id => Math.Abs(pool.Strings[id].Length - name.Length) <= limit)
            .Select(pool.Strings.Text)
            .Select(candidate => (candidate, edits: Edits(name, candidate)))
            .Where(entry => entry.edits <= limit)
            .OrderBy(entry => entry.edits).ThenBy(entry => entry.candidate, StringComparer.Ordinal)
            .Select(entry => entry.candidate);
    }

    /// <summary>Levenshtein's distance: insertions, deletions and replacements of characters.</summary>
    private static int Edits(string left, string right)
    {
        int[] previous = [.. Enumerable.Range(0, right.Length + 1)];
        int[] current = new int[right.Length + 1];
        for (int i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
