using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>A section of a laid-out image: its final row of the section table, and the bytes that stand where it points.</summary>
public sealed record PlacedSection(SectionHeader Header, PositionalSource Raw);

/// <summary>
/// A new image of which every size and offset is known and no byte is written yet.
/// </summary>
/// <param name="Original">The image that is changed: whatever is not named here is taken from it.</param>
/// <param name="FileHeader">The new COFF file header.</param>
/// <param name="OptionalHeader">The new optional header.</param>
/// <param name="Directories">The new data directories.</param>
/// <param name="Sections">In the order of the section table, which is also that of the file.</param>
/// <param name="Relocations">What had to move because the original has no room for the changes.</param>
public sealed record PELayout(
    PEImage Original,
    CoffFileHeader FileHeader,
    OptionalHeader OptionalHeader,
    ImmutableArray<DataDirectory> Directories,
    ImmutableArray<PlacedSection> Sections,
    ImmutableArray<PERelocation> Relocations)
{
    /// <summary>Bytes of the new file.</summary>
    public long Length =>
        Sections.Select(section => section.Header).Where(header => header.SizeOfRawData > 0).Select(header => header.RawEnd)
            .Append(OptionalHeader.SizeOfHeaders).Max();
}

/// <summary>Something of the original that is elsewhere in the new image.</summary>
public abstract record PERelocation
{
    private PERelocation()
    {
    }

    /// <summary>The section table needs room: all raw data move towards the end of the file. Addresses stay.</summary>
    public sealed record RawDataMoved(long Bytes) : PERelocation;

    /// <summary>A rewritten section needs more of the file: it grows where it is. Addresses stay.</summary>
    public sealed record SectionGrown(string Name, uint From, uint To) : PERelocation;

    /// <summary>A rewritten section would reach into the next one's address: it moves behind the original's last section.</summary>
    public sealed record SectionMoved(string Name, uint From, uint To) : PERelocation;

    /// <summary>Bytes after the last section, which are neither symbols nor part of the image, are left out.</summary>
    public sealed record OverlayDropped(long Bytes) : PERelocation;
}
