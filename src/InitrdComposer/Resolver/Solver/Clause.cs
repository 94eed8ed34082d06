using InitrdComposer.Resolver.Rules;

namespace InitrdComposer.Resolver.Solver;

/// <summary>A disjunction of literals: at least one must hold. The first two are the watched ones.</summary>
/// <param name="literals">Distinct; reordered while solving.</param>
/// <param name="reason">Why it must hold; null for a learnt clause.</param>
/// <param name="antecedents">The clauses that a learnt clause was resolved from.</param>
internal sealed class Clause(Literal[] literals, Reason? reason, Clause[] antecedents)
{
    public Clause(Literal[] literals, Reason reason)
        : this(literals, reason, [])
    {
    }

    public Literal[] Literals { get; } = literals;

    public Reason? Reason { get; } = reason;

    public Clause[] Antecedents { get; } = antecedents;

    /// <summary>More than one package could satisfy it: somebody has to choose.</summary>
    public bool IsChoice => Literals.Count(literal => literal.IsPositive) > 1;
}
