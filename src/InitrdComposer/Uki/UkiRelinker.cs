using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>
/// Changes a UKI or an addon that is linked already. The stub's sections, .linux with its signature, and whatever is not named stay byte for byte, with
/// their exact sizes and flags; addresses follow each other anew. What would no longer be true goes, and it is told: signatures of the file, and the
/// .pcrsig of each profile that is measured differently. With the same parts the result is that of <see cref="UkiLinker"/>.
/// </summary>
public static class UkiRelinker
{
    /// <summary>Writes the changed image in one forward pass.</summary>
    /// <exception cref="ComposerException">No UKI or addon, or one that cannot be changed in this way.</exception>
    public static LinkedUki Relink(UkiImage image, RelinkChanges changes, Stream output)
    {
        List<Notice> notices = [];
        string file = image.File.Name;
        PEImage stub = UkiStub.Of(image);
        RelinkedRow before = RelinkedRow.Of(image, stub.Sections.Length);
        RelinkedRow after = before.With(changes, file);
        foreach (ImmutableArray<UkiPart> group in after.Groups) UkiChecks.VerifyGroup(group);
        UkiChecks.VerifyProfileCount(after.Profiles.Length);

        NoteOverrides(changes.Replaced, after, file, notices);
        after = WithoutStale(before, after, file, notices);
        NoteOmitted(image.Image, file, notices);

        PEChanges layout = new(
            [.. after.Groups.SelectMany(group => group).Select(part => SectionOf(before, part))],
            ImmutableDictionary<string, PositionalSource>.Empty,
            UkiLinker.MissingFlags(changes.AddedProfiles, kernel: null, stub.FileHeader.Machine));
        return UkiWriter.Write(file, stub, layout, notices, output);
    }

    /// <summary>A part's section: that of the image with its exact size and flags, or a new one.</summary>
    internal static NewSection SectionOf(RelinkedRow before, UkiPart part) => before.HeaderOf(part) is SectionHeader header
        ? new(part.Name, header.Characteristics, part.Content) { VirtualSize = header.VirtualSize }
        : UkiLinker.ToSection(part);

    /// <summary>Tells what is behind the sections, which no changed image keeps.</summary>
    internal static void NoteOmitted(PEImage image, string file, ICollection<Notice> notices)
    {
        int signatures = image.Certificates.Length;
        if (signatures > 0)
        {
            notices.Add(new(
                UkiErrors.StaleSignature, $"{signatures} signature{(signatures == 1 ? " of the file is" : "s of the file are")} left out", new SourceLocation(file),
                "sign the new file"));
        }

        long end = image.Certificates.IsEmpty ? image.Source.Length : image.CertificateTable.VirtualAddress;
        long overlay = end - image.RawEnd;
        if (overlay >= CertificateEntry.Alignment)
        {
            notices.Add(new(UkiErrors.BadRawData, $"{overlay} bytes after the last section are left out", new SourceLocation(file)));
        }
    }

    /// <summary>Leaves out each .pcrsig that was made for other sections than the stub will measure.</summary>
    private static RelinkedRow WithoutStale(RelinkedRow before, RelinkedRow after, string file, List<Notice> notices)
    {
        for (int i = -1; i < after.Profiles.Length; i++)
        {
            ImmutableArray<UkiPart> group = i < 0 ? after.Base : after.Profiles[i];
            UkiPart? signature = group.FirstOrDefault(part => part.Name == UkiSectionNames.PcrSignature);
            if (signature is null || before.HeaderOf(signature) is null || !after.DiffersFrom(before, signature)) continue;
            ImmutableArray<UkiPart> without = group.Remove(signature);
            after = i < 0 ? after with { Base = without } : after with { Profiles = after.Profiles.SetItem(i, without) };
            notices.Add(new(
                UkiErrors.StaleSignature, $"{UkiSectionNames.PcrSignature}{(i < 0 ? "" : $" of profile @{i}")} is left out: PCR 11 will be another",
                new SourceLocation(file), "sign the new PCR policy"));
        }

        return after;
    }

    /// <summary>A profile's own section hides the base's, so that a change of it changes nothing there.</summary>
    private static void NoteOverrides(UkiSections replaced, RelinkedRow after, string file, List<Notice> notices)
    {
        foreach (string name in (replaced with { Profile = default }).OfProfile().Select(part => part.Name).Distinct())
        {
            for (int i = 0; i < after.Profiles.Length; i++)
            {
                if (after.Profiles[i].All(part => part.Name != name)) continue;
                notices.Add(new(UkiErrors.BadProfile, $"profile @{i} has a section {name} of its own, which stays", new SourceLocation(file)));
            }
        }
    }
}
