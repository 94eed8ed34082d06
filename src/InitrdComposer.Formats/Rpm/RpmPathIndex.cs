namespace InitrdComposer.Formats.Rpm;

/// <summary>Finds a payload entry's name in the file list. Payloads are mostly in the list's order, so the next file is tried first.</summary>
internal sealed class RpmPathIndex(IReadOnlyList<RpmFile> files)
{
    private int[]? _sorted;
    private int _next;

    /// <summary>The file's index, or -1.</summary>
    /// <param name="name">As in cpio: "./usr/bin/sh", in old packages "/usr/bin/sh", in source packages "sh.spec".</param>
    public int Find(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> path = WithoutRoot(name);
        int found = _next < files.Count && PathOf(_next).SequenceEqual(path) ? _next : Search(path);
        if (found >= 0) _next = found + 1;
        return found;
    }

    private static ReadOnlySpan<byte> WithoutRoot(ReadOnlySpan<byte> path) => path switch
    {
        [(byte)'.', (byte)'/', ..] => path[2..],
        [(byte)'/', ..] => path[1..],
        _ => path,
    };

    private ReadOnlySpan<byte> PathOf(int file) => WithoutRoot(files[file].Path.Span);

    private int Search(ReadOnlySpan<byte> path)
    {
        if (_sorted is null)
        {
            _sorted = [.. Enumerable.Range(0, files.Count)];
            Array.Sort(_sorted, (a, b) => PathOf(a).SequenceCompareTo(PathOf(b)));
        }

        (int low, int high) = (0, _sorted.Length - 1);
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = PathOf(_sorted[middle]).SequenceCompareTo(path);
            if (order == 0) return _sorted[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }
}
