using System.Collections.Immutable;

namespace InitrdComposer.Import.Dracut.Tables;

/// <summary>Every module in modules.d of dracut 059 and of dracut-ng 106 and 112, by name.</summary>
internal static class DracutModules
{
    public static ImmutableArray<DracutModule> All { get; } =
        [.. new[] { BaseModules.All, SystemdModules.All, StorageModules.All, NetworkModules.All }.SelectMany(rows => rows).OrderBy(row => row.Name, StringComparer.Ordinal)];

    private static readonly ImmutableDictionary<string, DracutModule> ByName = All.ToImmutableDictionary(row => row.Name, StringComparer.Ordinal);

    public static DracutModule? Find(string name) => ByName.GetValueOrDefault(name);
}
