using InitrdComposer.Packages;

namespace InitrdComposer.Repository;

/// <summary>The node kinds of dependency expressions (rpm, "Boolean Dependencies").</summary>
public enum ExpressionOperator : byte
{
    /// <summary>A capability or file name, perhaps with a version range.</summary>
    Name,
    And,
    Or,

    /// <summary>(left if right); with "else", right is an <see cref="Else"/> node.</summary>
    If,

    /// <summary>(left unless right); with "else", right is an <see cref="Else"/> node.</summary>
    Unless,
    With,
    Without,

    /// <summary>(condition else alternative), only as the right side of <see cref="If"/> and <see cref="Unless"/>.</summary>
    Else,
}

/// <summary>
/// A dependency in the pool. For <see cref="ExpressionOperator.Name"/> <paramref name="Left"/> is the <see cref="StringId"/> of the name and
/// <paramref name="Right"/> that of "[epoch:]version[-release]" (empty when <paramref name="Relation"/> is Any); for all others both are
/// <see cref="ExpressionId"/>s.
/// </summary>
public readonly record struct Expression(ExpressionOperator Operator, VersionRelation Relation, int Left, int Right)
{
    public StringId Name => new(Left);

    public StringId Evr => new(Right);

    public ExpressionId LeftExpression => new(Left);

    public ExpressionId RightExpression => new(Right);
}
