using System.Collections.Immutable;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Manifest;
using InitrdComposer.Repository;
using InitrdComposer.Transport;

namespace InitrdComposer;

/// <summary>What was built.</summary>
/// <typeparam name="TManifest">What is said of it.</typeparam>
/// <param name="Manifest">Null: it was all there already.</param>
public sealed record Composition<TManifest>(TManifest? Manifest)
    where TManifest : class
{
    /// <summary>What the build had to say that made what was there already.</summary>
    public ImmutableArray<KeptNotice> Kept { get; init; } = [];
}

/// <summary>What a build needs from outside: all of it replaceable, none of it decides about bytes.</summary>
/// <param name="Downloader">The only door to the network.</param>
/// <param name="Remembered">Keeps what was read from packages; null: nothing is kept.</param>
/// <param name="Segments">Keeps packed segments.</param>
/// <param name="SpoolFolder">Where databases and package contents are unpacked; a build needs about as much as all initrds unpacked.</param>
public sealed record ComposerTools(Downloader Downloader, IKeyedStore? Remembered, BlobStore Segments, string SpoolFolder)
{
    /// <summary>Where the recipe's trees, the outputs and the spool are.</summary>
    public Disk Disk { get; init; } = Disk.Host;

    /// <summary>Says which keys are valid today.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Keeps what repositories' metadata says; null: it is parsed each time.</summary>
    public PoolCache? Pools { get; init; }

    internal RepositoryLoader Loader => new(Downloader, known: Remembered, temporary: SpoolFolder, pools: Pools, clock: Clock);

    internal Fetcher Fetcher => new(Downloader, Remembered, SpoolFolder, Clock);
}
