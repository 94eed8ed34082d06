using System.Text;
using InitrdComposer.Packages;
using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Rules;

/// <summary>Dependencies of a pool as values, for what is rare: boolean ones, and messages.</summary>
internal static class Expressions
{
    public static Dependency ToDependency(this Pool pool, ExpressionId id)
    {
        Expression expression = pool[id];
        return expression.Operator switch
        {
            ExpressionOperator.Name => new Dependency.Simple(
                pool.Strings.Text(expression.Name), expression.Relation, expression.Relation == VersionRelation.Any ? null : ReadEvr(pool.Strings[expression.Evr])),
            ExpressionOperator.And => new Dependency.And(pool.ToDependency(expression.LeftExpression), pool.ToDependency(expression.RightExpression)),
            ExpressionOperator.Or => new Dependency.Or(pool.ToDependency(expression.LeftExpression), pool.ToDependency(expression.RightExpression)),
            ExpressionOperator.With => new Dependency.With(pool.ToDependency(expression.LeftExpression), pool.ToDependency(expression.RightExpression)),
            ExpressionOperator.Without => new Dependency.Without(pool.ToDependency(expression.LeftExpression), pool.ToDependency(expression.RightExpression)),
            ExpressionOperator.If => Conditional(pool, expression, (then, condition, other) => new Dependency.If(then, condition, other)),
            ExpressionOperator.Unless => Conditional(pool, expression, (then, condition, other) => new Dependency.Unless(then, condition, other)),
            _ => throw new ArgumentOutOfRangeException(nameof(id), expression.Operator, "no dependency by itself"),
        };
    }

    private static Dependency Conditional(Pool pool, Expression expression, Func<Dependency, Dependency, Dependency?, Dependency> make)
    {
        Dependency then = pool.ToDependency(expression.LeftExpression);
        Expression right = pool[expression.RightExpression];
        return right.Operator == ExpressionOperator.Else
            ? make(then, pool.ToDependency(right.LeftExpression), pool.ToDependency(right.RightExpression))
            : make(then, pool.ToDependency(expression.RightExpression), null);
    }

    // Metadata may hold an EVR that Evr.Parse refuses; it still compares as rpm would compare it.
    private static Evr ReadEvr(ReadOnlySpan<byte> text)
    {
        Utf8Evr parts = Utf8Evr.Split(text);
        return new(
            parts.HasEpoch ? (uint)Math.Min(parts.Epoch, uint.MaxValue) : null,
            Encoding.UTF8.GetString(parts.Version),
            parts.HasRelease ? Encoding.UTF8.GetString(parts.Release) : null);
    }
}
