using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Uki;

namespace InitrdComposer.Images;

/// <summary>A UKI or an addon as an image: every section is a part, and the initrds that the stub hands to the kernel are unpacked.</summary>
/// <param name="image">The opened file.</param>
/// <param name="profile">Which one is booted.</param>
internal sealed class EfiSections(UkiImage image, int profile)
{
    public string Kind => image.Kind switch
    {
        EfiImageKind.Uki => "UKI",
        EfiImageKind.Addon => "addon",
        _ => "PE image",
    };

    public Machine Machine => image.Image.FileHeader.Machine;

    /// <exception cref="ComposerException">It is neither UKI nor addon, has no such profile, or no initrd though it is no addon.</exception>
    public static EfiSections Open(string path, PositionalSource file, int profile)
    {
        UkiImage image = UkiImage.Open(new(path, file));
        if (profile < 0 || profile >= image.ProfileCount)
        {
            throw new ComposerException(UkiErrors.NoSuchSection, $"no profile @{profile}: the image has {image.ProfileCount}", new SourceLocation(path));
        }

        return image.Kind == EfiImageKind.Addon || image.Effective(profile).Any(part => part.Name == UkiSectionNames.Initrd)
            ? new(image, profile)
            : throw new ComposerException(ImageReader.NoInitrd, "got a PE image without .initrd, expected an initrd or a UKI", new SourceLocation(path));
    }

    /// <summary>Adds all sections of the file.</summary>
    /// <returns>Those that are initrds, in the order in which the kernel gets them: microcode is looked for first (systemd-stub(7)).</returns>
    public IReadOnlyList<SectionArchive> AddTo(PartList parts)
    {
        var places = new Dictionary<UkiPart, int>(ReferenceEqualityComparer.Instance);
        IEnumerable<UkiPart> all = image.Base.Concat(image.Profiles.SelectMany(own => own));
        foreach ((UkiPart part, SectionHeader section) in all.Zip(image.Image.Sections))
        {
            int place = parts.Add(part.Name, section.PointerToRawData);
            parts.End(place, part.Content.Length, part.Content.Length);
            places.Add(part, place);
        }

        return [.. image.Effective(profile).Where(part => part.Content.Length > 0 && part.Name is UkiSectionNames.Microcode or UkiSectionNames.Initrd)
            .OrderBy(part => part.Name != UkiSectionNames.Microcode).Select(part => new SectionArchive(part.Name, places[part], part.Content))];
    }
}

/// <summary>A section that is an initrd.</summary>
/// <param name="Part">Its place among the parts.</param>
internal sealed record SectionArchive(string Name, int Part, PositionalSource Content);
