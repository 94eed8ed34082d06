using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver.Rules;

/// <summary>
/// A conjunction of clauses over packages. No clause at all is true; an empty clause is false.
/// </summary>
internal sealed class NormalForm
{
    /// <summary>Literals that one dependency may expand to; libsolv would go on until memory ends.</summary>
    public const int MaximumLiterals = 200_000;

    private NormalForm(List<Literal[]> clauses) => Clauses = clauses;

    public static NormalForm True { get; } = new([]);

    public static NormalForm False { get; } = new([[]]);

    public List<Literal[]> Clauses { get; }

    /// <summary>One of these packages is installed.</summary>
    public static NormalForm AnyOf(IEnumerable<int> packages) => new([[.. packages.Select(Literal.Installed)]]);

    /// <summary>None of these packages is installed.</summary>
    public static NormalForm NoneOf(IEnumerable<int> packages) => new([.. packages.Select(package => new[] { Literal.NotInstalled(package) })]);

    /// <summary>Both; null when that is larger than <see cref="MaximumLiterals"/>, or one of them was.</summary>
    public static NormalForm? And(NormalForm? left, NormalForm? right)
    {
        if (left is null || right is null) return null;
        List<Literal[]> clauses = [.. left.Clauses, .. right.Clauses];
        if (clauses.Sum(clause => clause.Length + 1L) > MaximumLiterals) return null;
        return clauses.Exists(clause => clause.Length == 0) ? False : new(clauses);
    }

    /// <summary>Either, by the distributive law, without clauses that are always true; null as in <see cref="And"/>.</summary>
    public static NormalForm? Or(NormalForm? one, NormalForm? other)
    {
        if (one is null || other is null) return null;
        if (one.Clauses.Count == 0 || other.Clauses.Count == 0) return True;
        List<Literal[]> product = [];
        long size = 0;
        foreach (Literal[] left in one.Clauses)
        {
            foreach (Literal[] right in other.Clauses)
            {
                Literal[] joined = [.. left.Union(right)];
                size += joined.Length + 1;
                if (size > MaximumLiterals) return null;
                var literals = joined.ToHashSet();
                if (!joined.Any(literal => literals.Contains(literal.Negated))) product.Add(joined);
            }
        }

        return new(product);
    }
}
