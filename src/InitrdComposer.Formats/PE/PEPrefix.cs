using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>An image as it was before sections were added to it.</summary>
public static class PEPrefix
{
    /// <summary>The first sections of an image, with headers that have forgotten the others: an image that <see cref="PEPlacement"/> can add sections to.</summary>
    /// <param name="image">Any image; its signatures and what follows its sections are not part of the result.</param>
    /// <param name="sections">How many of its sections, at least one.</param>
    public static PEImage Of(PEImage image, int sections)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sections);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sections, image.Sections.Length);
        PEImage kept = image with
        {
            FileHeader = image.FileHeader with { NumberOfSections = (ushort)sections },
            OptionalHeader = image.OptionalHeader with
            {
                SizeOfInitializedData = (uint)Math.Max(0, image.OptionalHeader.SizeOfInitializedData - image.Sections.Skip(sections).Sum(section => section.VirtualSize)),
            },
            Sections = image.Sections[..sections],
            Certificates = [],
        };

        // The rows of the other sections become zeros, so that there is room for new ones.
        long tableEnd = kept.SectionTableOffset + (sections * SectionHeader.Size);
        long oldEnd = image.SectionTableOffset + (image.Sections.Length * SectionHeader.Size);
        return kept with
        {
            Source = new RowSource([(0, image.Source.Slice(0, tableEnd)), (oldEnd, image.Source.Slice(oldEnd, kept.RawEnd - oldEnd))], kept.RawEnd),
        };
    }
}
