namespace InitrdComposer.Resolver.Solver;

/// <summary>A package, installed or not: the variable is the package's index in the pool.</summary>
/// <param name="Code">Twice the variable, plus one when negated: an index into watch lists.</param>
internal readonly record struct Literal(int Code)
{
    public int Variable => Code >> 1;

    public bool IsPositive => (Code & 1) == 0;

    public Literal Negated => new(Code ^ 1);

    public static Literal Installed(int package) => new(package << 1);

    public static Literal NotInstalled(int package) => new((package << 1) | 1);
}
