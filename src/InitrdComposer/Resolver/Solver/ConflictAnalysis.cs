namespace InitrdComposer.Resolver.Solver;

/// <summary>Learning from a conflict up to the first unique implication point (Marques-Silva and Sakallah's GRASP, as in Chaff).</summary>
internal static class ConflictAnalysis
{
    /// <summary>
    /// Resolves the conflict with the reasons of its literals, last assigned first, until one literal of the current level is left.
    /// </summary>
    /// <returns>The learnt clause, its first literal the one to assert, and the level to backtrack to.</returns>
    public static (Clause Learnt, int Level) Learn(Clause conflict, Assignment assignment)
    {
        List<Literal> lower = [];
        List<Clause> antecedents = [];
        HashSet<int> seen = [];
        int open = 0;
        int index = assignment.Count;
        Clause clause = conflict;
        Literal asserted;
        while (true)
        {
            antecedents.Add(clause);
            foreach (Literal literal in clause.Literals)
            {
                if (assignment.IsTrue(literal) || !seen.Add(literal.Variable)) continue;
                int level = assignment.LevelOf(literal.Variable);
                if (level == assignment.Level) open++;
                else if (level > 0) lower.Add(literal);
            }

            do asserted = assignment[--index]; while (!seen.Contains(asserted.Variable));
            if (--open == 0) break;
            clause = assignment.ReasonOf(asserted.Variable)!;
        }

        int backtrack = lower.Count == 0 ? 0 : lower.Max(literal => assignment.LevelOf(literal.Variable));
        return (new Clause([asserted.Negated, .. lower], null, [.. antecedents]), backtrack);
    }

    /// <summary>At level 0 a conflict is a refutation: the original clauses it follows from, each once, in order of discovery.</summary>
    public static List<Clause> Refutation(Clause conflict, Assignment assignment)
    {
        List<Clause> facts = [];
        HashSet<Clause> visited = [];
        Stack<Clause> pending = new([conflict]);
        while (pending.TryPop(out Clause? clause))
        {
            if (!visited.Add(clause)) continue;
            if (clause.Reason is not null) facts.Add(clause);
            foreach (Clause antecedent in clause.Antecedents) pending.Push(antecedent);

            // Literals false at level 0 were left out of learnt clauses: their reasons belong to the proof.
            foreach (Literal literal in clause.Literals)
            {
                if (assignment.IsFalse(literal) && assignment.ReasonOf(literal.Variable) is Clause reason) pending.Push(reason);
            }
        }

        return facts;
    }
}
