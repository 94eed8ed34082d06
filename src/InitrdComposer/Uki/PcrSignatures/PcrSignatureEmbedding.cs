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
        RelinkedRow before = RelinkedRow.Of(image, stub.Sections.Length);
        IEnumerable<UkiPart> parts = before.Profiles.IsEmpty
            ? Signed(before.Base, signatures[0])
            : [.. Unsigned(before.Base), .. before.Profiles.SelectMany((profile, i) => Signed(profile, signatures[i]))];
        List<Notice> notices = [];
        UkiRelinker.NoteOmitted(image.Image, image.File.Name, notices);
        return UkiWriter.Write(
            image.File.Name, stub,
            new([.. parts.Select(part => UkiRelinker.SectionOf(before, part))], ImmutableDictionary<string, PositionalSource>.Empty, DllCharacteristics.None), notices, output);
    }

    private static IEnumerable<UkiPart> Unsigned(ImmutableArray<UkiPart> group) => group.Where(part => part.Name != UkiSectionNames.PcrSignature);

    private static IEnumerable<UkiPart> Signed(ImmutableArray<UkiPart> group, ReadOnlyMemory<byte> signature) =>
        Unsigned(group).Append(new(UkiSectionNames.PcrSignature, PositionalSource.OfBytes(signature)));
}
