namespace InitrdComposer.Formats.Kmod;

/// <summary>The order of modules in depmod's files, which is also their priority where an alias names several (tools/depmod.c of kmod 34).</summary>
public static class ModuleOrder
{
    /// <summary>
    /// Modules that modules.order lists come first, in its order (the link order of the kernel build); the others follow in depmod's hash order. A
    /// file whose last line is not closed counts as missing, as with depmod.
    /// </summary>
    /// <param name="items">Their names, as <see cref="ModuleName.OfPath"/> makes them, are distinct.</param>
    /// <param name="path">Of an item, relative to the folder of modules.order.</param>
    /// <param name="order">The text of modules.order, or null when there is none.</param>
    public static T[] Sort<T>(IEnumerable<T> items, Func<T, string> path, string? order)
    {
        T[] hashed = HashOrder.Sort(items, item => ModuleName.OfPath(path(item)), HashOrder.ModuleBuckets);
        if (order is null || (order.Length > 0 && order[^1] != '\n')) return hashed;

        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string line in order.Split('\n')) lines.TryAdd(line, lines.Count);
        return [.. hashed.OrderBy(item => lines.GetValueOrDefault(Uncompressed(path(item)), int.MaxValue))];
    }

    /// <summary>The path as the kernel build knows it, before the file was compressed.</summary>
    private static string Uncompressed(string path) => path[..(path.LastIndexOf(".ko", StringComparison.Ordinal) + ".ko".Length)];
}
