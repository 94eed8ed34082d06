using System.Collections.Immutable;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Rules;
using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver.Choose;

/// <summary>
/// Which choice comes next: what a lock rules out, what is wanted, then dependencies that one name satisfies, then those where names compete, then weak dependencies. At the
/// end a choice is taken back when another of its candidates turned out to be needed anyway.
/// </summary>
internal sealed class Chooser(Universe universe, Policy policy, LockedVersions lockedVersions, WeakDependencies? weakDependencies) : IChooser
{
    private readonly List<Branch> _branches = [];

    /// <summary>Choices between different names that led to the current assignment.</summary>
    public IEnumerable<Branch> Branches => _branches;

    public Decision? Next(Assignment assignment, IReadOnlyList<Clause> choices)
    {
        if (lockedVersions.Next(assignment) is Decision ruledOut) return ruledOut;
        Clause? ambiguous = null;
        foreach (Clause clause in choices)
        {
            if (OpenPackages(clause, assignment) is not int[] open) continue;
            bool isWanted = clause.Reason is Reason.Wanted;
            if (isWanted || policy.Best(open).Packages.Count == 1) return Choose(clause, open, assignment);
            ambiguous ??= clause;
        }

        if (ambiguous is not null) return Choose(ambiguous, OpenPackages(ambiguous, assignment)!, assignment);
        if (weakDependencies?.Next(assignment) is int[] weak) return Choose(null, weak, assignment);
        return Minimize(assignment);
    }

    public void Backtracked(int level) => _branches.RemoveAll(branch => branch.Level > level);

    /// <summary>The packages that can still satisfy a clause; null when nothing has to: it is satisfied, or a condition of it is not met.</summary>
    private int[]? OpenPackages(Clause clause, Assignment assignment)
    {
        foreach (Literal literal in clause.Literals)
        {
            if (assignment.IsTrue(literal) || (!literal.IsPositive && !assignment.IsFalse(literal))) return null;
        }

        int[] open = [.. clause.Literals.Where(literal => literal.IsPositive && assignment.IsOpen(literal.Variable)).Select(literal => literal.Variable)];
        Array.Sort(open, universe);
        return open;
    }

    private Decision Choose(Clause? clause, int[] open, Assignment assignment)
    {
        Selection selection = policy.Ordered(open, assignment);
        int chosen = selection.Packages[0];
        int level = assignment.Level + 1;
        if (open.Select(package => universe.Pool.Packages[package].Name).Distinct().Count() > 1)
        {
            ChoiceRule rule = clause is not null && IsSecondBest(clause, chosen, assignment) ? ChoiceRule.Necessity : selection.Rule;
            _branches.Add(new(level, clause?.Reason, chosen, [.. selection.Packages.Skip(1)], [.. open], rule));
        }

        return new(Literal.Installed(chosen), assignment.Level);
    }

    private bool IsSecondBest(Clause clause, int chosen, Assignment assignment)
    {
        int[] all = [.. clause.Literals.Where(literal => literal.IsPositive).Select(literal => literal.Variable)];
        Array.Sort(all, universe);
        return policy.Ordered(all, assignment).Packages[0] != chosen;
    }

    private Decision? Minimize(Assignment assignment)
    {
        foreach (Branch branch in _branches)
        {
            int alternative = branch.Alternatives.FirstOrDefault(package => assignment.IsInstalled(package) && assignment.LevelOf(package) >= branch.Level, -1);
            if (alternative < 0) continue;
            Branch taken = branch with
            {
                Chosen = alternative,
                Alternatives = branch.Alternatives.Remove(alternative),
                Rule = ChoiceRule.Necessity,
            };
            _branches.RemoveAll(later => later.Level >= branch.Level);
            _branches.Add(taken);
            return new(Literal.Installed(alternative), branch.Level - 1);
        }

        return null;
    }
}

/// <summary>A decision where packages of several names would have done.</summary>
/// <param name="Level">The level that the decision opened.</param>
/// <param name="Reason">The clause's reason; null for a weak dependency.</param>
/// <param name="Alternatives">What the rules before the order of names left beside the chosen one.</param>
/// <param name="Candidates">All that could be chosen.</param>
internal sealed record Branch(int Level, Reason? Reason, int Chosen, ImmutableArray<int> Alternatives, ImmutableArray<int> Candidates, ChoiceRule Rule);
