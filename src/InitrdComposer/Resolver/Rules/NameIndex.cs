using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Rules;

/// <summary>Packages by a name that they carry, provide, obsolete or own as a file: compressed sparse rows by string id, made in one counting sort.</summary>
internal sealed class NameIndex
{
    /// <summary>Marks an entry without an expression: the package's own name, or a file.</summary>
    public const int NoExpression = -1;

    private readonly int[] _offsets;
    private readonly Entry[] _entries;

    private NameIndex(int[] offsets, Entry[] entries) => (_offsets, _entries) = (offsets, entries);

    /// <summary>Entries of a name, in the pool's order of packages.</summary>
    public ReadOnlySpan<Entry> this[StringId name] =>
        name.Index < _offsets.Length - 1 ? _entries.AsSpan(_offsets[name.Index].._offsets[name.Index + 1]) : [];

    public static NameIndex OfNames(Pool pool) => Sort(pool, pool.Packages.Select((package, index) => (package.Name, new Entry(index, NoExpression))));

    /// <summary>Own names first: rpm lets every package provide its name and EVR.</summary>
    public static NameIndex OfProvides(Pool pool) => Sort(pool, Simple(pool, DependencyKind.Provides, ownNames: true));

    public static NameIndex OfObsoletes(Pool pool) => Sort(pool, Simple(pool, DependencyKind.Obsoletes, ownNames: false));

    public static NameIndex OfFiles(Pool pool) => Sort(pool, Files(pool));

    private static IEnumerable<(StringId, Entry)> Simple(Pool pool, DependencyKind kind, bool ownNames)
    {
        for (int package = 0; package < pool.Packages.Length; package++)
        {
            if (ownNames) yield return (pool.Packages[package].Name, new(package, NoExpression));
            int count = pool.Dependencies(new PackageId(package), kind).Length;
            for (int i = 0; i < count; i++)
            {
                ExpressionId id = pool.Dependencies(new PackageId(package), kind)[i];
                if (pool[id].Operator == ExpressionOperator.Name) yield return (pool[id].Name, new(package, id.Index));
            }
        }
    }

    private static IEnumerable<(StringId, Entry)> Files(Pool pool)
    {
        for (int package = 0; package < pool.Packages.Length; package++)
        {
            int count = pool.Files(new PackageId(package)).Length;
            for (int i = 0; i < count; i++) yield return (pool.Files(new PackageId(package))[i], new(package, NoExpression));
        }
    }

    private static NameIndex Sort(Pool pool, IEnumerable<(StringId Name, Entry Entry)> pairs)
    {
        List<(StringId Name, Entry Entry)> unsorted = [.. pairs];
        int[] offsets = new int[pool.Strings.Count + 1];
        foreach ((StringId name, _) in unsorted) offsets[name.Index + 1]++;
        for (int i = 1; i < offsets.Length; i++) offsets[i] += offsets[i - 1];

        var entries = new Entry[unsorted.Count];
        int[] next = [.. offsets];
        foreach ((StringId name, Entry entry) in unsorted) entries[next[name.Index]++] = entry;
        return new(offsets, entries);
    }

    /// <param name="Package">Whose it is.</param>
    /// <param name="Expression">Index of the dependency's expression, or <see cref="NoExpression"/>.</param>
    public readonly record struct Entry(int Package, int Expression);
}
