namespace InitrdComposer.Repository;

/// <summary>Makes <see cref="Rows{T}"/> of lists that come whole, in the packages' order.</summary>
internal sealed class RowsBuilder<T>
    where T : unmanaged
{
    private readonly List<int> _offsets = [0];
    private readonly List<T> _values = [];

    /// <summary>The next package's.</summary>
    public void Add(ReadOnlySpan<T> values)
    {
        _values.AddRange(values);
        _offsets.Add(_values.Count);
    }

    public Rows<T> Build() => new([.. _offsets], [.. _values]);
}
