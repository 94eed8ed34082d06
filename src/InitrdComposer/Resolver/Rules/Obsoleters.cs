using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Rules;

/// <summary>Which packages obsolete a package, over the whole pool.</summary>
internal sealed class Obsoleters(Universe universe, WhatProvides whatProvides)
{
    /// <summary>Packages of another name that may be chosen and obsolete this one.</summary>
    public IEnumerable<int> Of(int package)
    {
        StringId name = universe.Pool.Packages[package].Name;
        return universe.Index.Obsoletes[name].ToArray()
            .Where(entry => universe[entry.Package] == Availability.Available && universe.Pool.Packages[entry.Package].Name != name)
            .Where(entry => whatProvides.IsObsoleted(package, universe.Pool.Expressions[entry.Expression]))
            .Select(entry => entry.Package)
            .Distinct();
    }
}
