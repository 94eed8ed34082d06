using System.Collections.Immutable;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>A metalink of a repository: what its repomd.xml may be, and who has it.</summary>
/// <param name="Current">The repomd.xml of today.</param>
/// <param name="Alternates">Earlier ones that mirrors may still have, in the document's order.</param>
/// <param name="Mirrors">By preference, the most preferred first; of equal ones in the document's order.</param>
public sealed record Metalink(MetalinkVersion Current, ImmutableArray<MetalinkVersion> Alternates, ImmutableArray<MetalinkMirror> Mirrors);

/// <summary>One state of repomd.xml.</summary>
/// <param name="Digests">Of several algorithms, weak ones among them.</param>
/// <param name="Size">In bytes; null when not said.</param>
/// <param name="Timestamp">Seconds since 1970; null when not said.</param>
public sealed record MetalinkVersion(ImmutableArray<Digest> Digests, long? Size, long? Timestamp);

/// <param name="Url">Of repomd.xml itself, as written: not yet checked.</param>
/// <param name="Preference">0 to 100, the highest first.</param>
public sealed record MetalinkMirror(string Url, int Preference);
