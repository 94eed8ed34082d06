using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Rules;

/// <summary>Which packages obsolete a package, over the whole pool.</summary>
internal sealed class Obsoleters(Universe universe, WhatProvides whatProvides)
{
    private readonly Lazy<ILookup<StringId, (int Package, Expression Obsoleted)>> _byName = new(() => All(universe.Pool));

    /// <summary>Packages of another name that may be chosen and obsolete this one.</summary>
    public IEnumerable<int> Of(int package)
    {
        StringId name = universe.Pool.Packages[package].Name;
        return _byName.Value[name]
            .Where(entry => universe[entry.Package] == Availability.Available && universe.Pool.Packages[entry.Package].Name != name)
            .Where(entry => whatProvides.IsObsoleted(package, entry.Obsoleted))
            .Select(entry => entry.Package)
            .Distinct();
    }

    private static ILookup<StringId, (int Package, Expression Obsoleted)> All(Pool pool)
    {
        List<(int Package, Expression Obsoleted)> all = [];
        for (int package = 0; package < pool.Packages.Length; package++)
        {
            foreach (ExpressionId id in pool.Dependencies(new PackageId(package), DependencyKind.Obsoletes))
            {
                if (pool[id].Operator == ExpressionOperator.Name) all.Add((package, pool[id]));
            }
        }

        return all.ToLookup(entry => entry.Obsoleted.Name);
    }
}
