using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>The stub that a UKI or an addon was made on, as far as it can be had back.</summary>
internal static class UkiStub
{
    /// <summary>How many sections are the stub's: those before the first that only a UKI has. .sbat stays where the linker wrote it.</summary>
    /// <exception cref="ComposerException">None, or all.</exception>
    public static int CountSections(UkiImage image)
    {
        int count = image.Image.Sections.TakeWhile(section => !UkiSectionNames.Order.Contains(section.Name)).Count();
        if (count > 0 && count < image.Image.Sections.Length) return count;
        throw new ComposerException(
            UkiErrors.NotAStub, count == 0 ? "section table: got no stub in front of the UKI's sections" : "section table: got no section of a UKI or addon",
            new SourceLocation(image.File.Name));
    }

    /// <summary>The image without the sections that the linker added, its headers, addresses and flags as they are.</summary>
    public static PEImage Of(UkiImage image) => PEPrefix.Of(image.Image, CountSections(image));
}
