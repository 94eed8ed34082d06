using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Cpio;

/// <summary>What was written.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Digest">SHA-256 of the bytes.</param>
/// <param name="ContentDigest">Of what they unpack to: the same for every encoder.</param>
/// <param name="Segments">The archives, one after the other.</param>
/// <param name="Notices">What could not be kept.</param>
public sealed record WrittenInitrd(long Size, Digest Digest, Digest ContentDigest, ImmutableArray<WrittenSegment> Segments, ImmutableArray<Notice> Notices);

/// <summary>One complete archive of an initrd.</summary>
/// <param name="Name">What it holds.</param>
/// <param name="Encoder">"libzstd 1.5.4, level 3", or "none": the same one gives the same bytes.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Size">Bytes as they stand in the initrd.</param>
/// <param name="UnpackedSize">Bytes of the cpio archive.</param>
/// <param name="Entries">Files in it, the trailer not counted.</param>
public sealed record WrittenSegment(string Name, string Encoder, long Offset, long Size, long UnpackedSize, int Entries);
