namespace InitrdComposer.Repository;

/// <summary>A list of ids a package: compressed sparse rows.</summary>
internal sealed class Rows<T>
{
    private readonly int[] _offsets;
    private readonly T[] _ids;

    /// <summary>A counting sort by package, stable: metadata in sqlite does not come grouped.</summary>
    public Rows(int packages, List<(PackageId Package, T Id)> pairs)
    {
        _offsets = new int[packages + 1];
        foreach ((PackageId package, _) in pairs) _offsets[package.Index + 1]++;
        for (int i = 0; i < packages; i++) _offsets[i + 1] += _offsets[i];
        _ids = new T[pairs.Count];
        int[] next = [.. _offsets];
        foreach ((PackageId package, T id) in pairs) _ids[next[package.Index]++] = id;
    }

    public ReadOnlySpan<T> this[PackageId package] => _ids.AsSpan(_offsets[package.Index].._offsets[package.Index + 1]);
}
