using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>A UKI's sections as they are in memory: where VirtualSize exceeds what is in the file, zeros follow, and the stub measures them.</summary>
internal static class StubView
{
    public static ImmutableArray<UkiPart> Of(UkiImage image, int profile)
    {
        // Parts are in the order of the section table, each the very object that Effective gives.
        Dictionary<UkiPart, long> sizes = new(ReferenceEqualityComparer.Instance);
        foreach ((UkiPart part, Formats.PE.SectionHeader header) in image.Base.Concat(image.Profiles.SelectMany(parts => parts)).Zip(image.Image.Sections)) sizes[part] = header.VirtualSize;
        return [.. image.Effective(profile).Select(part => sizes[part] > part.Content.Length ? part with { Content = new RowSource([(0, part.Content)], sizes[part]) } : part)];
    }
}
