using InitrdComposer.Formats;

namespace InitrdComposer.Cpio;

/// <summary>One complete archive of an initrd.</summary>
/// <param name="Name">What it holds.</param>
/// <param name="Encoder">"libzstd 1.5.4, level 3", or "none": the same one gives the same bytes.</param>
/// <param name="ContentDigest">Of what it unpacks to.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Size">Bytes as they stand in the initrd.</param>
/// <param name="UnpackedSize">Bytes of the cpio archive.</param>
/// <param name="Entries">Files in it, the trailer not counted.</param>
public sealed record WrittenSegment(string Name, string Encoder, Digest ContentDigest, long Offset, long Size, long UnpackedSize, int Entries);
