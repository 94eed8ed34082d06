using InitrdComposer.Fuzz.Coverage;

namespace InitrdComposer.Fuzz.Running;

/// <summary>
/// Of all inputs that are known of a target the few that belong into the repository: every edge that any takes is taken by one, as far as <see cref="MaxBytes"/> reach. Runs where readers count.
/// </summary>
internal static class Minimiser
{
    /// <summary>Of a target's corpus.</summary>
    public const int MaxBytes = 96 << 10;

    /// <summary>How many files it became.</summary>
    public static int Run(Target target, string sharedPath, EdgeCounters counters)
    {
        using var shared = new SharedInput(sharedPath);
        var run = new ReaderRun(target, counters, shared);
        HashSet<int> covered = [];
        foreach (byte[] seed in target.Seeds()) covered.UnionWith(EdgesOf(run, counters, seed));
        List<byte[]> kept = [];
        int bytes = 0;
        // What is small comes first, so what is large stands only for what nothing small does.
        foreach ((_, byte[] input) in CorpusFolder.Committed(target).Read().Concat(CorpusFolder.Grown(target).Read()).OrderBy(file => file.Bytes.Length))
        {
            HashSet<int> edges = EdgesOf(run, counters, input);
            if (edges.IsSubsetOf(covered) || bytes + input.Length > MaxBytes) continue;
            covered.UnionWith(edges);
            kept.Add(input);
            bytes += input.Length;
        }

        CorpusFolder.Committed(target).Replace(kept);
        return kept.Count;
    }

    private static HashSet<int> EdgesOf(ReaderRun run, EdgeCounters counters, byte[] input)
    {
        run.IsNew(input);
        return counters.Edges();
    }
}
