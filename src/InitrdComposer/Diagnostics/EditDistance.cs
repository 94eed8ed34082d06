namespace InitrdComposer.Diagnostics;

/// <summary>How far two words are from each other: optimal string alignment distance (insert, delete, replace, swap neighbours).</summary>
internal static class EditDistance
{
    /// <summary>Null beyond the limit.</summary>
    /// <param name="limit">Edits; what differs more in length is not looked at, whatever a file brings.</param>
    public static int? Between(string from, string to, int limit)
    {
        if (Math.Abs(from.Length - to.Length) > limit) return null;
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

        return previous[to.Length] <= limit ? previous[to.Length] : null;
    }
}
