using System.Collections.Immutable;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>modules.yaml: builds of module streams, and which stream of a module is the default (libmodulemd's modulemd and modulemd-defaults documents).</summary>
public sealed record ModuleMetadata(ImmutableArray<ModuleBuild> Builds, ImmutableArray<ModuleDefault> Defaults)
{
    public static ModuleMetadata None { get; } = new([], []);
}

/// <summary>One build of a module stream: a set of packages that belong together.</summary>
/// <param name="Version">The higher is the newer.</param>
/// <param name="Context">Tells apart builds of one version against different streams of other modules.</param>
/// <param name="Arch">Empty: it does not say.</param>
/// <param name="Requires">One of these must be met; empty: nothing is required.</param>
/// <param name="Artifacts">NEVRAs of its packages, "name-epoch:version-release.arch", those of other architectures and sources among them.</param>
public sealed record ModuleBuild(
    string Name, string Stream, ulong Version, string Context, string Arch, ImmutableArray<ModuleRequires> Requires, ImmutableArray<string> Artifacts);

/// <summary>Streams of other modules that a build needs.</summary>
/// <param name="Streams">By module; of no streams: any will do, "-x": any but x.</param>
public sealed record ModuleRequires(ImmutableSortedDictionary<string, ImmutableArray<string>> Streams);

/// <summary>What a repository says of a module's default.</summary>
/// <param name="Stream">Null: it has none.</param>
/// <param name="Modified">The higher is the newer; 0: it does not say.</param>
public sealed record ModuleDefault(string Name, string? Stream, ulong Modified);
