using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>Looks into UKIs, addons and other EFI images.</summary>
public static class UkiReader
{
    /// <summary>Reads the whole file, for its digests.</summary>
    /// <exception cref="ComposerException">The file is no PE image, or one that firmware or stub would read in a surprising way.</exception>
    public static UkiDescription Read(NamedSource file)
    {
        UkiImage opened = UkiImage.Open(file);
        PEImage image = opened.Image;
        return new(
            opened.Kind,
            image.FileHeader.Machine,
            file.Bytes.Length,
            [.. image.Sections.Select(section => Describe(image, section))],
            Authenticode.DigestOf(image, DigestAlgorithm.Sha256),
            image.Certificates.Length,
            image.OptionalHeader.CheckSum == 0 ? null : image.OptionalHeader.CheckSum == PEChecksum.Of(image));
    }

    private static UkiSection Describe(PEImage image, SectionHeader section)
    {
        using Stream content = image.Content(section).OpenStream();
        return UkiSection.Of(section, Digest.Sha256Of(content));
    }
}
