using System.Runtime.InteropServices;

namespace InitrdComposer.Resolver.Solver;

/// <summary>
/// Unit propagation with two watched literals. Clauses arrive while it runs: those of a package when the package is first decided to be installed,
/// so that a closure costs what the closure has, not what the pool has.
/// </summary>
/// <param name="variables">Number of packages.</param>
/// <param name="assignment">What is decided; changed here.</param>
/// <param name="clausesOf">The clauses that hold once a package is installed; asked for once a package.</param>
internal sealed class Propagation(int variables, Assignment assignment, Func<int, IEnumerable<Clause>> clausesOf)
{
    private readonly List<Clause>?[] _watches = new List<Clause>?[variables * 2];
    private readonly bool[] _expanded = new bool[variables];
    private int _next;

    /// <summary>Clauses with several packages to choose from, in order of arrival.</summary>
    public List<Clause> Choices { get; } = [];

    /// <summary>Clauses looked at so far: what a search costs, on every machine the same.</summary>
    public long Visits { get; private set; }

    /// <summary>Draws every consequence of the assignment.</summary>
    /// <returns>A clause that no longer can hold, or null.</returns>
    public Clause? Run()
    {
        while (_next < assignment.Count)
        {
            Literal literal = assignment[_next++];
            Clause? conflict = Expand(literal) ?? Visit(literal.Negated);
            if (conflict is not null) return conflict;
        }

        return null;
    }

    /// <summary>Adds a clause, and what it implies right now.</summary>
    /// <returns>The clause itself when every literal is false already.</returns>
    public Clause? Add(Clause clause)
    {
        Literal[] literals = clause.Literals;
        if (clause.IsChoice && clause.Reason is not null) Choices.Add(clause);
        if (literals.Length == 0) return clause;
        MoveToFront(literals, 0);
        if (literals.Length > 1)
        {
            MoveToFront(literals, 1);
            Watch(literals[0], clause);
            Watch(literals[1], clause);
        }

        if (assignment.IsFalse(literals[0])) return clause;
        bool isUnit = literals.Length == 1 || assignment.IsFalse(literals[1]);
        if (isUnit && !assignment.IsTrue(literals[0])) assignment.Assign(literals[0], clause);
        return null;
    }

    /// <summary>After a backtrack: what remains was propagated before.</summary>
    public void Restart() => _next = assignment.Count;

    private Clause? Expand(Literal literal)
    {
        if (!literal.IsPositive || _expanded[literal.Variable]) return null;
        _expanded[literal.Variable] = true;
        Clause? conflict = null;
        foreach (Clause clause in clausesOf(literal.Variable))
        {
            // A clause of one literal is not watched: unless it is the one that is learnt from, nobody would remember it.
            if (Add(clause) is Clause refuted && (conflict is null || refuted.Literals.Length < conflict.Literals.Length)) conflict = refuted;
        }

        return conflict;
    }

    // What is not false is watched first, then what was falsified last: backtracking never leaves a false watch behind an open literal.
    private void MoveToFront(Literal[] literals, int place)
    {
        int best = place;
        for (int i = place; i < literals.Length; i++)
        {
            if (Rank(literals[i]) > Rank(literals[best])) best = i;
        }

        (literals[place], literals[best]) = (literals[best], literals[place]);
    }

    private int Rank(Literal literal)
    {
        if (assignment.IsTrue(literal)) return int.MaxValue;
        return assignment.IsFalse(literal) ? assignment.LevelOf(literal.Variable) : int.MaxValue - 1;
    }

    private void Watch(Literal literal, Clause clause) => (_watches[literal.Code] ??= []).Add(clause);

    private Clause? Visit(Literal falsified)
    {
        if (_watches[falsified.Code] is not List<Clause> watching) return null;
        int kept = 0;
        Clause? conflict = null;
        Visits += watching.Count;
        for (int i = 0; i < watching.Count; i++)
        {
            Clause clause = watching[i];
            if (conflict is null && MovesAway(clause, falsified)) continue;
            watching[kept++] = clause;
            if (conflict is not null || assignment.IsTrue(clause.Literals[0])) continue;
            if (assignment.IsFalse(clause.Literals[0])) conflict = clause;
            else assignment.Assign(clause.Literals[0], clause);
        }

        CollectionsMarshal.SetCount(watching, kept);
        return conflict;
    }

    // Afterwards the other watch is first, whatever is returned.
    private bool MovesAway(Clause clause, Literal falsified)
    {
        Literal[] literals = clause.Literals;
        if (literals[0] == falsified) (literals[0], literals[1]) = (literals[1], literals[0]);
        if (assignment.IsTrue(literals[0])) return false;
        for (int i = 2; i < literals.Length; i++)
        {
            if (assignment.IsFalse(literals[i])) continue;
            (literals[1], literals[i]) = (literals[i], literals[1]);
            Watch(literals[1], clause);
            return true;
        }

        return false;
    }
}
