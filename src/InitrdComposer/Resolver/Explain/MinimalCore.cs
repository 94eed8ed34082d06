using InitrdComposer.Diagnostics;
using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver.Explain;

/// <summary>A contradiction reduced until every clause of it is needed: deletion-based extraction of a minimal unsatisfiable subset.</summary>
internal static class MinimalCore
{
    /// <summary>Each clause costs a search over the others; beyond this many the refutation is shown as it was found.</summary>
    private const int MaximumClauses = 1_500;

    /// <summary>And all these searches together may meet so many conflicts: what is minimal is nice to know, no more.</summary>
    private const int MaximumConflicts = 5_000;

    /// <param name="variables">Number of packages.</param>
    /// <param name="refutation">Clauses that contradict each other.</param>
    public static List<Clause> Of(int variables, List<Clause> refutation)
    {
        if (refutation.Count > MaximumClauses) return refutation;
        List<Clause> core = refutation;
        int conflicts = MaximumConflicts;

        // The newest first: what is wanted comes from the front and is kept as long as it can be.
        for (int i = core.Count - 1; i >= 0; i--)
        {
            if (i >= core.Count) continue;
            if (conflicts <= 0) break;
            Clause candidate = core[i];
            if (Contradiction(variables, core.Where(clause => clause != candidate), ref conflicts) is List<Clause> smaller) core = [.. core.Where(smaller.Contains)];
        }

        return core;
    }

    /// <summary>Null when there is none, or none was found with the conflicts that are left.</summary>
    private static List<Clause>? Contradiction(int variables, IEnumerable<Clause> clauses, ref int conflicts)
    {
        Dictionary<Clause, Clause> originals = [];
        foreach (Clause clause in clauses) originals.Add(new Clause([.. clause.Literals], clause.Reason!), clause);
        var search = new Search(variables, static _ => [], new FirstOpen(), conflicts);
        try
        {
            return search.Run(originals.Keys)?.ConvertAll(copy => originals[copy]);
        }
        catch (ComposerException gaveUp) when (gaveUp.Id == ResolverDiagnostics.GaveUp)
        {
            return null;
        }
        finally
        {
            conflicts -= search.Conflicts;
        }
    }

    /// <summary>Any choice will do: only whether there is a solution matters.</summary>
    private sealed class FirstOpen : IChooser
    {
        public Decision? Next(Assignment assignment, IReadOnlyList<Clause> choices)
        {
            foreach (Clause clause in choices)
            {
                if (clause.Literals.Any(assignment.IsTrue) || clause.Literals.Any(literal => !literal.IsPositive && !assignment.IsFalse(literal))) continue;
                return new(clause.Literals.First(literal => assignment.IsOpen(literal.Variable)), assignment.Level);
            }

            return null;
        }

        public void Backtracked(int level)
        {
            // Nothing is remembered.
        }
    }
}
