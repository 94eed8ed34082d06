using InitrdComposer.Diagnostics;

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
            if (EditDistance.Between(wanted, Fold(candidate), best.Distance - 1) is int nearer) best = (candidate, nearer);
        }

        return best.Word;
    }

    private static string Fold(string word) => word.ToLowerInvariant().Replace('_', '-');
}
