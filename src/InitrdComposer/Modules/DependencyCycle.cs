namespace InitrdComposer.Modules;

/// <summary>Modules that need each other.</summary>
internal static class DependencyCycle
{
    /// <summary>Names that a message shows.</summary>
    private const int MaxNamed = 10;

    /// <summary>One cycle, its first module again at the end; empty when there is none. Always the same one.</summary>
    /// <param name="needs">For each module the indices of those it needs.</param>
    public static IReadOnlyList<int> Find(IReadOnlyList<IReadOnlyList<int>> needs)
    {
        var users = new int[needs.Count];
        foreach (int needed in needs.SelectMany(some => some)) users[needed]++;
        var unused = new Stack<int>(Enumerable.Range(0, users.Length).Where(i => users[i] == 0));
        while (unused.TryPop(out int module))
        {
            foreach (int needed in needs[module])
            {
                if (--users[needed] == 0) unused.Push(needed);
            }
        }

        // Whoever still has users is in a cycle or needed by one; going from used to user ends in the cycle.
        var userOf = new Dictionary<int, int>();
        for (int i = 0; i < users.Length; i++)
        {
            if (users[i] == 0) continue;
            foreach (int needed in needs[i]) userOf.TryAdd(needed, i);
        }

        int current = Array.FindIndex(users, count => count > 0);
        if (current < 0) return [];
        var path = new List<int>();
        var passed = new HashSet<int>();
        for (; passed.Add(current); current = userOf[current]) path.Add(current);
        return [.. path.SkipWhile(index => index != current).Append(current).Reverse()];
    }

    /// <summary>"a -> b -> a".</summary>
    public static string Describe(IReadOnlyList<string> names) => names.Count <= MaxNamed
        ? string.Join(" -> ", names)
        : $"{string.Join(" -> ", names.Take(MaxNamed))} -> ... -> {names[^1]} ({names.Count - 1} modules)";
}
