namespace InitrdComposer.Packages;

/// <summary>
/// A dependency as a value at the edges: recipes, package headers, lock files, messages. The pool keeps expression ids instead, never 63k of these.
/// Boolean forms as in rpm's "Boolean Dependencies".
/// </summary>
public abstract record Dependency
{
    private Dependency()
    {
    }

    /// <summary>A capability or file name, perhaps with a version range.</summary>
    public sealed record Simple(string Name, VersionRelation Relation, Evr? Evr) : Dependency;

    public sealed record And(Dependency Left, Dependency Right) : Dependency;

    public sealed record Or(Dependency Left, Dependency Right) : Dependency;

    /// <summary>(Then if Condition [else Else])</summary>
    public sealed record If(Dependency Then, Dependency Condition, Dependency? Else) : Dependency;

    /// <summary>(Then unless Condition [else Else])</summary>
    public sealed record Unless(Dependency Then, Dependency Condition, Dependency? Else) : Dependency;

    /// <summary>One package that provides both.</summary>
    public sealed record With(Dependency Left, Dependency Right) : Dependency;

    /// <summary>A package that provides the left and not the right.</summary>
    public sealed record Without(Dependency Left, Dependency Right) : Dependency;
}
