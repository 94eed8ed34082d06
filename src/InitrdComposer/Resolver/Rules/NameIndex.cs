using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Rules;

/// <summary>What provides a name or has a file: compressed sparse rows by string id, made in one counting sort when first asked.</summary>
internal sealed class NameIndex
{
    /// <summary>Marks the package's own name and EVR, which rpm always provides.</summary>
    public const int OwnName = -1;

    private readonly int[] _offsets;
    private readonly Entry[] _entries;

    private NameIndex(int[] offsets, Entry[] entries) => (_offsets, _entries) = (offsets, entries);

    /// <summary>Entries of a name, in the pool's order of packages.</summary>
    public ReadOnlySpan<Entry> this[StringId name] =>
        name.Index < _offsets.Length - 1 ? _entries.AsSpan(_offsets[name.Index].._offsets[name.Index + 1]) : [];

    public static NameIndex OfProvides(Pool pool) => Build(pool, static (pool, package, add) =>
    {
        add(pool.Packages[package].Name, OwnName);
        foreach (ExpressionId id in pool.Dependencies(new PackageId(package), DependencyKind.Provides))
        {
            Expression expression = pool[id];
            if (expression.Operator == ExpressionOperator.Name) add(expression.Name, id.Index);
        }
    });

    public static NameIndex OfFiles(Pool pool) => Build(pool, static (pool, package, add) =>
    {
        foreach (StringId file in pool.Files(new PackageId(package))) add(file, OwnName);
    });

    private static NameIndex Build(Pool pool, Action<Pool, int, Action<StringId, int>> visit)
    {
        int[] offsets = new int[pool.Strings.Count + 1];
        for (int package = 0; package < pool.Packages.Length; package++) visit(pool, package, (name, _) => offsets[name.Index + 1]++);
        for (int i = 1; i < offsets.Length; i++) offsets[i] += offsets[i - 1];

        var entries = new Entry[offsets[^1]];
        int[] next = [.. offsets];
        for (int package = 0; package < pool.Packages.Length; package++)
        {
            int current = package;
            visit(pool, package, (name, expression) => entries[next[name.Index]++] = new(current, expression));
        }

        return new(offsets, entries);
    }

    /// <param name="Package">Who provides it.</param>
    /// <param name="Expression">Index of the provide's expression, or <see cref="OwnName"/>.</param>
    public readonly record struct Entry(int Package, int Expression);
}
