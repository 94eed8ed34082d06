using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Kmod;

namespace InitrdComposer.Modules;

/// <summary>What choosing and indexing need to know of a module.</summary>
/// <param name="Path">Relative to the kernel's folder.</param>
/// <param name="Depends">Names, as the kernel build wrote them.</param>
/// <param name="SoftDependencies">As written: "pre: a b post: c".</param>
/// <param name="WeakDependencies">As written: names.</param>
/// <param name="Firmware">Paths and globs below /usr/lib/firmware.</param>
/// <param name="SymbolDependencies">Indices of the modules whose exported symbols it uses, in the order of first use.</param>
/// <param name="Decompressed">What the file decompresses to; null if it is not compressed, or stays so.</param>
public sealed record CatalogModule(
    string Path, ImmutableArray<string> Depends, ImmutableArray<string> SoftDependencies, ImmutableArray<string> WeakDependencies,
    ImmutableArray<string> Aliases, ImmutableArray<string> Firmware, ImmutableArray<string> ExportedSymbols, ImmutableArray<int> SymbolDependencies,
    DecompressedSize? Decompressed = null)
{
    /// <summary>As lsmod shows it: with '_', never '-'.</summary>
    public string Name { get; } = ModuleName.OfPath(Path);

    /// <summary>The path without the suffix of a compression.</summary>
    public string DecompressedPath => CompressionFormats.FromSuffix(Path) == CompressionFormat.None ? Path : Path[..Path.LastIndexOf('.')];
}

/// <summary>Promises of a file that is not there yet.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Digest">SHA-256.</param>
public sealed record DecompressedSize(long Length, Digest Digest);
