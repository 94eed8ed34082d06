using InitrdComposer.Packages;
using InitrdComposer.Repository;

namespace InitrdComposer.Tests.Repository;

/// <summary>A pool as text, so that two can be compared and a difference explains itself.</summary>
internal static class PoolDump
{
    public static string Of(Pool pool) => string.Join('\n', Enumerable.Range(0, pool.Packages.Length).SelectMany(index => Lines(pool, new(index))));

    private static IEnumerable<string> Lines(Pool pool, PackageId id)
    {
        PackageColumns row = pool[id];
        yield return $"{pool.Nevra(id)} evr={pool.Strings.Text(row.Evr)} {pool.ChecksumOf(id)} {pool.Strings.Text(row.Location)} {row.PackageSize} {row.InstalledSize} {row.BuildTime}";
        foreach (DependencyKind kind in Enum.GetValues<DependencyKind>())
        {
            foreach (string dependency in pool.Dependencies(id, kind).ToArray().Select(expression => Text(pool, expression))) yield return $"  {kind}: {dependency}";
        }

        foreach (string file in pool.Files(id).ToArray().Select(pool.Strings.Text)) yield return $"  {file}";
    }

    private static string Text(Pool pool, ExpressionId id)
    {
        Expression expression = pool[id];
        if (expression.Operator != ExpressionOperator.Name) return $"({Text(pool, expression.LeftExpression)} {expression.Operator} {Text(pool, expression.RightExpression)})";
        string name = pool.Strings.Text(expression.Name);
        return expression.Relation == VersionRelation.Any ? name : $"{name} {expression.Relation} {pool.Strings.Text(expression.Evr)}";
    }
}
