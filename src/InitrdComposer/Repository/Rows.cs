namespace InitrdComposer.Repository;

/// <summary>A list of values a package: compressed sparse rows.</summary>
internal sealed class Rows<T>
    where T : unmanaged
{
    /// <param name="offsets">Where each package's values begin; behind them where the last one's end.</param>
    /// <param name="values">All packages' values, one package's after the other's.</param>
    public Rows(int[] offsets, T[] values) => (Offsets, Values) = (offsets, values);

    /// <summary>A counting sort by package, stable: metadata in sqlite does not come grouped.</summary>
    public Rows(int packages, List<(PackageId Package, T Value)> pairs)
    {
        Offsets = new int[packages + 1];
        foreach ((PackageId package, _) in pairs) Offsets[package.Index + 1]++;
        for (int i = 0; i < packages; i++) Offsets[i + 1] += Offsets[i];
        Values = new T[pairs.Count];
        int[] next = [.. Offsets];
        foreach ((PackageId package, T value) in pairs) Values[next[package.Index]++] = value;
    }

    public int[] Offsets { get; }

    public T[] Values { get; }

    public ReadOnlySpan<T> this[PackageId package] => Values.AsSpan(Offsets[package.Index]..Offsets[package.Index + 1]);
}
