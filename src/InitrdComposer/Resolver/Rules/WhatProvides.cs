using System.Text;
using InitrdComposer.Packages;
using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Rules;

/// <summary>Which packages satisfy a dependency, in the order of <see cref="Universe"/>; looked up when asked, remembered by expression.</summary>
internal sealed class WhatProvides(Universe universe)
{
    private readonly Dictionary<ExpressionId, int[]> _known = [];
    private readonly SortedSet<string> _missingPaths = new(StringComparer.Ordinal);

    /// <summary>Paths that were asked for and that no package of the pool has.</summary>
    public IEnumerable<string> MissingPaths => _missingPaths;

    /// <summary>Packages that may be chosen and satisfy a dependency on a name.</summary>
    public int[] this[ExpressionId id]
    {
        get
        {
            if (_known.TryGetValue(id, out int[]? known)) return known;
            Expression expression = universe.Pool[id];
            int[] found = Available(Find(expression.Name, expression.Relation, universe.Pool.Strings[expression.Evr]));
            _known.Add(id, found);
            return found;
        }
    }

    /// <summary>Packages that may be chosen and satisfy a dependency on a name.</summary>
    public int[] Of(Dependency.Simple dependency) => Available(All(dependency));

    /// <summary>Every package of the pool that satisfies a dependency on a name, whether it may be chosen or not.</summary>
    public List<int> All(Dependency.Simple dependency)
    {
        if (universe.Pool.Strings.Find(dependency.Name) is StringId name)
        {
            return Find(name, dependency.Relation, Encoding.UTF8.GetBytes(dependency.Evr?.ToString() ?? ""));
        }

        NoteMissing(dependency.Name);
        return [];
    }

    /// <summary>Every version that a name is provided in.</summary>
    public IEnumerable<(int Package, string Evr)> Versions(string name)
    {
        if (universe.Pool.Strings.Find(name) is not StringId id) return [];
        return universe.Index.Provides[id].ToArray().Select(entry => (entry.Package, universe.Pool.Strings.Text(EvrOf(entry)))).Where(entry => entry.Item2.Length > 0);
    }

    /// <summary>Packages of a name whose own EVR lies in a range: what Obsoletes are matched with.</summary>
    public IEnumerable<int> Named(Expression obsoleted)
    {
        foreach (NameIndex.Entry entry in universe.Index.Names[obsoleted.Name].ToArray())
        {
            if (universe[entry.Package] == Availability.Available && IsObsoleted(entry.Package, obsoleted)) yield return entry.Package;
        }
    }

    /// <summary>Whether an Obsoletes means a package: by its name and EVR, never by what it provides.</summary>
    public bool IsObsoleted(int package, Expression obsoleted)
    {
        PackageColumns row = universe.Pool.Packages[package];
        return obsoleted.Operator == ExpressionOperator.Name && row.Name == obsoleted.Name
            && VersionRange.Overlaps(VersionRelation.Equal, universe.Pool.Strings[row.Evr], obsoleted.Relation, universe.Pool.Strings[obsoleted.Evr]);
    }

    /// <summary>rpm's own features: whoever composes today has them.</summary>
    public static bool IsRpmFeature(ReadOnlySpan<byte> name) => name.StartsWith("rpmlib("u8);

    private int[] Available(List<int> packages)
    {
        int[] available = [.. packages.Where(package => universe[package] == Availability.Available)];
        Array.Sort(available, universe);
        return available;
    }

    private List<int> Find(StringId name, VersionRelation relation, ReadOnlySpan<byte> evr)
    {
        List<int> found = [];
        foreach (NameIndex.Entry entry in universe.Index.Provides[name])
        {
            if (found is [.., int last] && last == entry.Package) continue;
            VersionRelation provided = entry.Expression == NameIndex.NoExpression ? VersionRelation.Equal : universe.Pool.Expressions[entry.Expression].Relation;
            if (VersionRange.Overlaps(provided, universe.Pool.Strings[EvrOf(entry)], relation, evr)) found.Add(entry.Package);
        }

        ReadOnlySpan<byte> text = universe.Pool.Strings[name];
        if (!text.StartsWith((byte)'/')) return found;
        foreach (NameIndex.Entry entry in universe.Index.Files[name])
        {
            if (!found.Contains(entry.Package)) found.Add(entry.Package);
        }

        if (found.Count == 0) NoteMissing(universe.Pool.Strings.Text(name));
        return found;
    }

    private StringId EvrOf(NameIndex.Entry entry) =>
        entry.Expression == NameIndex.NoExpression ? universe.Pool.Packages[entry.Package].Evr : universe.Pool.Expressions[entry.Expression].Evr;

    private void NoteMissing(string name)
    {
        if (name.StartsWith('/')) _missingPaths.Add(name);
    }
}
