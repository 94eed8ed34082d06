using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki.PcrSignatures;

/// <summary>
/// Puts .pcrsig into a UKI that is linked: behind the sections of each profile, where ukify has it. That one section is not measured, so that what was
/// signed stays true; all others stay byte for byte.
/// </summary>
public static class PcrSignatureEmbedding
{
    /// <summary>Writes the image with its signatures in one forward pass.</summary>
    /// <param name="image">A UKI; signatures of the file are left out, and .pcrsig that it has.</param>
    /// <param name="signatures">The section's content, of each profile.</param>
    /// <exception cref="ComposerException">No UKI, or one that cannot be changed in this way.</exception>
    public static LinkedUki Write(UkiImage image, ImmutableArray<ReadOnlyMemory<byte>> signatures, Stream output)
    {
        PEImage stub = UkiStub.Of(image);
        var sections = ImmutableArray.CreateBuilder<NewSection>();
        int profile = -1;
        foreach (SectionHeader header in image.Image.Sections.Skip(stub.Sections.Length).Where(header => header.Name != UkiSectionNames.PcrSignature))
        {
            if (header.Name == UkiSectionNames.Profile && profile++ >= 0) sections.Add(Section(signatures[profile - 1]));
            sections.Add(new(header.Name, header.Characteristics, image.Image.Content(header)) { VirtualSize = header.VirtualSize });
        }

        sections.Add(Section(signatures[^1]));
        Notice[] notices = image.Image.Certificates.IsEmpty
            ? []
            : [new(UkiErrors.StaleSignature, "signatures of the file are left out", new SourceLocation(image.File.Name), "sign the new file")];
        return UkiWriter.Write(
            image.File.Name, stub, new(sections.ToImmutable(), ImmutableDictionary<string, PositionalSource>.Empty, DllCharacteristics.None), notices, output);
    }

    private static NewSection Section(ReadOnlyMemory<byte> text) => new(
        UkiSectionNames.PcrSignature, SectionCharacteristics.ContainsInitializedData | SectionCharacteristics.MemoryRead, PositionalSource.OfBytes(text));
}
