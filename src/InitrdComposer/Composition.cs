using InitrdComposer.Files;
using InitrdComposer.Manifest;
using InitrdComposer.Transport;

namespace InitrdComposer;

/// <summary>What was built.</summary>
/// <param name="Folder">The output folder.</param>
public sealed record Composition(string Folder, ImageManifest Manifest);

/// <summary>What a build needs from outside: all of it replaceable, none of it decides about bytes.</summary>
/// <param name="Downloader">The only door to the network.</param>
/// <param name="Catalogs">Keeps what was read from a kernel's modules; null: nothing is kept.</param>
/// <param name="SpoolFolder">Where package contents are kept during a build; needs about three times the initrd's size.</param>
public sealed record ComposerTools(Downloader Downloader, IKeyedStore? Catalogs, string SpoolFolder);
