namespace InitrdComposer.Packages;

/// <summary>Writes dependencies the way rpm prints them.</summary>
internal static class DependencyText
{
    public static string Of(Dependency dependency) => dependency switch
    {
        Dependency.Simple { Relation: VersionRelation.Any } simple => simple.Name,
        Dependency.Simple simple => $"{simple.Name} {simple.Relation.Symbol()} {simple.Evr}",
        Dependency.If(var then, var condition, var other) => $"({then} if {condition}{Else(other)})",
        Dependency.Unless(var then, var condition, var other) => $"({then} unless {condition}{Else(other)})",
        _ => $"({Chain(dependency)})",
    };

    // Chains are read from the left, so only a left operand of the same kind goes without parentheses.
    private static string Chain(Dependency dependency) => dependency switch
    {
        Dependency.And(var left, var right) => $"{(left is Dependency.And ? Chain(left) : left)} and {right}",
        Dependency.Or(var left, var right) => $"{(left is Dependency.Or ? Chain(left) : left)} or {right}",
        Dependency.With(var left, var right) => $"{(left is Dependency.With ? Chain(left) : left)} with {right}",
        Dependency.Without(var left, var right) => $"{left} without {right}",
        _ => throw new ArgumentOutOfRangeException(nameof(dependency)),
    };

    private static string Else(Dependency? other) => other is null ? "" : $" else {other}";
}
