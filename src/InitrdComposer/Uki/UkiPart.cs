using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki;

/// <summary>A section of an EFI image and its bytes, as the stub sees them.</summary>
/// <param name="Name">".linux", ".initrd", …</param>
/// <param name="Content">Without what aligns it in the file; what is in memory only is not part of it.</param>
public sealed record UkiPart(string Name, PositionalSource Content);

/// <summary>Sections, as the stub looks for them.</summary>
internal static class UkiPartRow
{
    /// <summary>The content of the first section of a name; null: there is none, or an empty one, which the stub takes for missing.</summary>
    public static PositionalSource? ContentOf(this IEnumerable<UkiPart> parts, string name) =>
        parts.FirstOrDefault(part => part.Name == name && part.Content.Length > 0)?.Content;
}
