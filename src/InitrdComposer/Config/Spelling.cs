namespace InitrdComposer.Config;

/// <summary>"Did you mean": the known word that is closest to one that nobody knows.</summary>
public static class Spelling
{
    /// <summary>
    /// The nearest by optimal string alignment distance (insert, delete, replace, swap neighbours), case and '_' for '-' aside; null when nothing is near:
    /// at most one edit for every three letters. Of equally near ones the first.
    /// </summary>
    public static string? Closest(string word, IEnumerable<string> known)
    {
        string wanted = Fold(word);
        (string? Word, int Distance) best = (null, Math.Max(1, word.Length / 3) + 1);
        foreach (string candidate in known)
        {
            // A longer difference in length is a longer distance: no need to compute it, whatever the file brings.
            if (Math.Abs(candidate.Length - word.Length) >= best.Distance) continue;
            int distance = Distance(wanted, Fold(candidate));
            if (distance < best.Distance) best = (candidate, distance);
        }

        return best.Word;
    }

    private static string Fold(string word) => word.ToLowerInvariant().Replace('_', '-');

    private static int Distance(string from, string to)
    {
        int[] beforePrevious = [], previous = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            var current = new int[to.Length + 1];
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
                bool areSwapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                if (areSwapped) current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
            }

            (beforePrevious, previous) = (previous, current);
        }

        return previous[to.Length];
    }
}
