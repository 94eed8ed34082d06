using InitrdComposer.Formats;

namespace InitrdComposer.Uki;

/// <summary>A section of an image as firmware and stub see it.</summary>
/// <param name="Name">".linux", ".initrd", …</param>
/// <param name="VirtualAddress">Relative to the image's base.</param>
/// <param name="Length">Bytes of content, without what aligns it in the file.</param>
/// <param name="Digest">SHA-256 of the content.</param>
public sealed record UkiSection(string Name, long VirtualAddress, long Length, Digest Digest);
