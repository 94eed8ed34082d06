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

    public static NameIndex OfNames(Pool pool) => Sort(pool, add =>
    {
        for (int package = 0; package < pool.Packages.Length; package++) add(pool.Packages[package].Name, new(package, NoExpression));
    });

    /// <summary>Own names first: rpm lets every package provide its name and EVR.</summary>
    public static NameIndex OfProvides(Pool pool) => Sort(pool, add =>
    {
        for (int package = 0; package < pool.Packages.Length; package++)
        {
            add(pool.Packages[package].Name, new(package, NoExpression));
            AddSimple(pool, package, DependencyKind.Provides, add);
        }
    });

    public static NameIndex OfObsoletes(Pool pool) => Sort(pool, add =>
    {
        for (int package = 0; package < pool.Packages.Length; package++) AddSimple(pool, package, DependencyKind.Obsoletes, add);
    });

    public static NameIndex OfFiles(Pool pool) => Sort(pool, add =>
    {
        for (int package = 0; package < pool.Packages.Length; package++)
        {
            foreach (StringId path in pool.Files(new PackageId(package))) add(path, new(package, NoExpression));
        }
    });

    private static void AddSimple(Pool pool, int package, DependencyKind kind, Action<StringId, Entry> add)
    {
        foreach (ExpressionId id in pool.Dependencies(new PackageId(package), kind))
        {
            if (pool[id].Operator == ExpressionOperator.Name) add(pool[id].Name, new(package, id.Index));
        }
    }

    /// <param name="each">Gives all entries, each time in the same order: the first time they are counted, the second time put where they belong.</param>
    private static NameIndex Sort(Pool pool, Action<Action<StringId, Entry>> each)
    {
        int[] offsets = new int[pool.Strings.Count + 1];
        each((name, _) => offsets[name.Index + 1]++);
        for (int i = 1; i < offsets.Length; i++) offsets[i] += offsets[i - 1];

        var entries = new Entry[offsets[^1]];
        int[] next = [.. offsets];
        each((name, entry) => entries[next[name.Index]++] = entry);
        return new(offsets, entries);
    }

    /// <param name="Package">Whose it is.</param>
    /// <param name="Expression">Index of the dependency's expression, or <see cref="NoExpression"/>.</param>
    public readonly record struct Entry(int Package, int Expression);
}
