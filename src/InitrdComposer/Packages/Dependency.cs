using System.Diagnostics.CodeAnalysis;
using InitrdComposer.Formats;

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

    /// <summary>Reads "name", "name op evr" or a boolean expression in parentheses, with rpm's own checks (rpm 4.18, rpmrichParse).</summary>
    /// <exception cref="MalformedDataException">It is none of these; the offset is in bytes of UTF-8.</exception>
    public static Dependency Parse(string text, DependencyContext context = DependencyContext.Any) => new DependencyParser(text, context).Parse();

    /// <summary>As <see cref="Parse"/>, for text that is often something else.</summary>
    public static bool TryParse(
        string text, DependencyContext context, [NotNullWhen(true)] out Dependency? dependency, [NotNullWhen(false)] out MalformedDataException? error)
    {
        try
        {
            (dependency, error) = (Parse(text, context), null);
            return true;
        }
        catch (MalformedDataException malformed)
        {
            (dependency, error) = (null, malformed);
            return false;
        }
    }

    /// <summary>As rpm prints it, without parentheses that change nothing.</summary>
    public sealed override string ToString() => DependencyText.Of(this);

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

/// <summary>Where a boolean dependency stands: rpm refuses "if" where its negation would be needed, and "unless" where it would not.</summary>
public enum DependencyContext
{
    /// <summary>Anywhere: as solvers read metadata that some rpm has already let through.</summary>
    Any,

    /// <summary>Requires, Recommends, Suggests.</summary>
    Requires,

    /// <summary>Conflicts, Supplements, Enhances.</summary>
    Conflicts,
}
