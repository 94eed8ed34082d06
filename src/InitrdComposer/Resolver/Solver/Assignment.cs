namespace InitrdComposer.Resolver.Solver;

/// <summary>What is decided so far: a value, a level and a reason a variable, and the trail in order of assignment.</summary>
internal sealed class Assignment(int variables)
{
    private readonly sbyte[] _values = new sbyte[variables];
    private readonly int[] _levels = new int[variables];
    private readonly Clause?[] _reasons = new Clause?[variables];
    private readonly List<Literal> _trail = [];
    private readonly List<int> _levelStarts = [];

    /// <summary>Number of open decisions; what holds at level 0 holds for ever.</summary>
    public int Level => _levelStarts.Count;

    public int Count => _trail.Count;

    public Literal this[int index] => _trail[index];

    public bool IsTrue(Literal literal) => _values[literal.Variable] == (literal.IsPositive ? 1 : -1);

    public bool IsFalse(Literal literal) => _values[literal.Variable] == (literal.IsPositive ? -1 : 1);

    public bool IsOpen(int variable) => _values[variable] == 0;

    public bool IsInstalled(int package) => _values[package] > 0;

    public int LevelOf(int variable) => _levels[variable];

    /// <summary>The clause that forced the variable; null for a decision.</summary>
    public Clause? ReasonOf(int variable) => _reasons[variable];

    /// <summary>Packages decided to be installed, in order of assignment.</summary>
    public IEnumerable<int> Installed => _trail.Where(literal => literal.IsPositive).Select(literal => literal.Variable);

    public void Decide(Literal literal)
    {
        _levelStarts.Add(_trail.Count);
        Assign(literal, null);
    }

    public void Assign(Literal literal, Clause? reason)
    {
        _values[literal.Variable] = (sbyte)(literal.IsPositive ? 1 : -1);
        _levels[literal.Variable] = Level;
        _reasons[literal.Variable] = reason;
        _trail.Add(literal);
    }

    /// <summary>Takes back every decision above a level.</summary>
    public void BacktrackTo(int level)
    {
        if (level >= Level) return;
        int start = _levelStarts[level];
        for (int i = start; i < _trail.Count; i++) _values[_trail[i].Variable] = 0;
        _trail.RemoveRange(start, _trail.Count - start);
        _levelStarts.RemoveRange(level, _levelStarts.Count - level);
    }
}
