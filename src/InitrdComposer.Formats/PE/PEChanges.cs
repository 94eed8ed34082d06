using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>A section that an image does not have yet.</summary>
/// <param name="Name">At most eight ASCII characters.</param>
/// <param name="Characteristics">Flags of the section table's row.</param>
/// <param name="Content">Written as it is.</param>
public sealed record NewSection(string Name, SectionCharacteristics Characteristics, PositionalSource Content)
{
    /// <summary>Bytes in memory: exactly the content's, or more where what follows is to be zero.</summary>
    public long VirtualSize { get; init; } = Content.Length;
}

/// <summary>What is to become of an image.</summary>
/// <param name="Appended">In this order after the image's own sections.</param>
/// <param name="Rewritten">New content for sections that the image has, by name.</param>
/// <param name="Cleared">Flags that are taken away.</param>
public sealed record PEChanges(
    ImmutableArray<NewSection> Appended, ImmutableDictionary<string, PositionalSource> Rewritten, DllCharacteristics Cleared);
