using InitrdComposer.Formats;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>A section of an image as firmware and stub see it.</summary>
/// <param name="Name">".linux", ".initrd", …</param>
/// <param name="VirtualAddress">Relative to the image's base.</param>
/// <param name="Length">Bytes of content, without what aligns it in the file.</param>
/// <param name="Digest">SHA-256 of the content.</param>
public sealed record UkiSection(string Name, long VirtualAddress, long Length, Digest Digest)
{
    /// <summary>Bytes in memory; more than <see cref="Length"/> where the rest is zeros.</summary>
    public long VirtualSize { get; init; } = Length;

    /// <summary>What kind of content it is, and what may be done with it in memory.</summary>
    public SectionCharacteristics Characteristics { get; init; }

    /// <param name="header">Its row of the section table.</param>
    /// <param name="digest">SHA-256 of the content.</param>
    internal static UkiSection Of(SectionHeader header, Digest digest) =>
        new(header.Name, header.VirtualAddress, header.ContentSize, digest) { VirtualSize = header.VirtualSize, Characteristics = header.Characteristics };
}
