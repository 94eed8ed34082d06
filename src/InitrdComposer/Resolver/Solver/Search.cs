using InitrdComposer.Diagnostics;

namespace InitrdComposer.Resolver.Solver;

/// <summary>
/// Conflict-driven clause learning: propagate, decide, learn, backtrack. Who chooses, and in which order, is not known here; packages that nobody
/// decides are not installed.
/// </summary>
/// <param name="variables">Number of packages.</param>
/// <param name="clausesOf">See <see cref="Propagation"/>.</param>
/// <param name="chooser">Names the next package to install, or none when all is satisfied.</param>
/// <param name="maximumConflicts">So many are met before the search gives up.</param>
internal sealed class Search(int variables, Func<int, IEnumerable<Clause>> clausesOf, IChooser chooser, int maximumConflicts = Search.MaximumConflicts)
{
    /// <summary>No known distribution needs a thousandth of it; hostile metadata must not run for ever.</summary>
    public const int MaximumConflicts = 200_000;

    /// <summary>Clauses that may be looked at: a few seconds. A desktop's closure takes some ten thousand.</summary>
    private const long MaximumVisits = 30_000_000;

    private readonly Assignment _assignment = new(variables);
    private Propagation? _propagation;

    public Assignment Assignment => _assignment;

    /// <summary>Conflicts met.</summary>
    public int Conflicts { get; private set; }

    /// <summary>Solves.</summary>
    /// <param name="facts">Clauses that hold from the start.</param>
    /// <returns>Null when a solution stands in <see cref="Assignment"/>; else the original clauses that contradict each other.</returns>
    /// <exception cref="ComposerException">More conflicts than it may meet.</exception>
    public List<Clause>? Run(IEnumerable<Clause> facts)
    {
        _propagation = new(variables, _assignment, clausesOf);
        Clause? conflict = null;
        foreach (Clause fact in facts) conflict = _propagation.Add(fact) ?? conflict;
        conflict ??= _propagation.Run();
        while (true)
        {
            if (conflict is not null)
            {
                if (_assignment.Level == 0) return ConflictAnalysis.Refutation(conflict, _assignment);
                if (++Conflicts > maximumConflicts || _propagation.Visits > MaximumVisits) throw GaveUp(Conflicts);
                (Clause learnt, int level) = ConflictAnalysis.Learn(conflict, _assignment);
                BacktrackTo(level);
                chooser.Backtracked(level);
                conflict = _propagation.Add(learnt) ?? _propagation.Run();
            }
            else if (chooser.Next(_assignment, _propagation.Choices) is Decision decision)
            {
                BacktrackTo(decision.Level);
                _assignment.Decide(decision.Literal);
                conflict = _propagation.Run();
            }
            else
            {
                return null;
            }
        }
    }

    private void BacktrackTo(int level)
    {
        if (level >= _assignment.Level) return;
        _assignment.BacktrackTo(level);
        _propagation!.Restart();
    }

    private static ComposerException GaveUp(int conflicts) => new(
        ResolverDiagnostics.GaveUp, $"{conflicts} contradictions met without an answer",
        hint: "name the packages that should be chosen, or exclude those that should not");
}
