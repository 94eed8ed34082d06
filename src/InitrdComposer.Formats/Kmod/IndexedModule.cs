using System.Collections.Immutable;

namespace InitrdComposer.Formats.Kmod;

/// <summary>What depmod's files say of a module.</summary>
/// <param name="Path">Relative to /usr/lib/modules/KVER.</param>
/// <param name="Aliases">As in .modinfo.</param>
/// <param name="Dependencies">Indices of all modules that must be loaded before, the last first, direct or not.</param>
public sealed record IndexedModule(
    string Path, ImmutableArray<string> Aliases, ImmutableArray<string> SoftDependencies, ImmutableArray<string> WeakDependencies,
    ImmutableArray<string> ExportedSymbols, ImmutableArray<int> Dependencies)
{
    public string Name { get; } = ModuleName.OfPath(Path);
}
