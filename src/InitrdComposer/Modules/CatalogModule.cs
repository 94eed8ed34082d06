using System.Collections.Immutable;
using InitrdComposer.Formats.Kmod;

namespace InitrdComposer.Modules;

/// <summary>What choosing and indexing need to know of a module.</summary>
/// <param name="Path">Relative to the kernel's folder.</param>
/// <param name="Depends">Names, as the kernel build wrote them.</param>
/// <param name="SoftDependencies">As written: "pre: a b post: c".</param>
/// <param name="WeakDependencies">As written: names.</param>
/// <param name="Firmware">Paths and globs below /usr/lib/firmware.</param>
/// <param name="SymbolDependencies">Indices of the modules whose exported symbols it uses, in the order of first use.</param>
public sealed record CatalogModule(
    string Path, ImmutableArray<string> Depends, ImmutableArray<string> SoftDependencies, ImmutableArray<string> WeakDependencies,
    ImmutableArray<string> Aliases, ImmutableArray<string> Firmware, ImmutableArray<string> ExportedSymbols, ImmutableArray<int> SymbolDependencies)
{
    /// <summary>As lsmod shows it: with '_', never '-'.</summary>
    public string Name { get; } = ModuleName.OfPath(Path);
}
