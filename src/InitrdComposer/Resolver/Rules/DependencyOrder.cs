using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Rules;

/// <summary>Orders dependencies by what they say, in bytes: names first, then boolean ones by their parts.</summary>
internal sealed class DependencyOrder(Pool pool) : IComparer<ExpressionId>
{
    public int Compare(ExpressionId x, ExpressionId y)
    {
        if (x == y) return 0;
        Expression a = pool[x];
        Expression b = pool[y];
        int order = a.Operator.CompareTo(b.Operator);
        if (order != 0) return order;
        if (a.Operator == ExpressionOperator.Name)
        {
            order = pool.Strings[a.Name].SequenceCompareTo(pool.Strings[b.Name]);
            if (order == 0) order = a.Relation.CompareTo(b.Relation);
            return order != 0 ? order : pool.Strings[a.Evr].SequenceCompareTo(pool.Strings[b.Evr]);
        }

        order = Compare(a.LeftExpression, b.LeftExpression);
        return order != 0 ? order : Compare(a.RightExpression, b.RightExpression);
    }
}
