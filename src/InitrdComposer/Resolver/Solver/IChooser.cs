namespace InitrdComposer.Resolver.Solver;

/// <summary>Decides where clauses leave a choice.</summary>
internal interface IChooser
{
    /// <summary>The next decision, or null when nothing is left to choose.</summary>
    Decision? Next(Assignment assignment, IReadOnlyList<Clause> choices);

    /// <summary>Decisions above a level were taken back.</summary>
    void Backtracked(int level);
}

/// <summary>A free decision.</summary>
/// <param name="Literal">What to assume; open after the backtrack.</param>
/// <param name="Level">Take back the decisions above it first; the current level or more: none.</param>
internal readonly record struct Decision(Literal Literal, int Level);
