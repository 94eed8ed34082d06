using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki;

/// <summary>Sections of an image as files.</summary>
public static class UkiExtractor
{
    /// <summary>
    /// The sections of a UKI with the names of their files: "linux", "initrd"; of those that repeat "dtbauto-0", "dtbauto-1"; those of a profile in a folder
    /// "profile-N", unless one is asked for.
    /// </summary>
    /// <param name="image">An opened image.</param>
    /// <param name="names">Which sections; none: all but the stub's own.</param>
    /// <param name="profile">What the stub sees when this one is asked for; null: all groups, each as it is.</param>
    /// <exception cref="ComposerException">No such section or profile, or a section whose name no file can have.</exception>
    public static ImmutableArray<(string File, UkiPart Part)> Choose(UkiImage image, ImmutableArray<string> names, int? profile)
    {
        string file = image.File.Name;
        if (profile is int number && (number < 0 || (number >= image.Profiles.Length && (number, image.Profiles.IsEmpty) != (0, true))))
        {
            throw new ComposerException(UkiErrors.NoSuchSection, $"no profile @{number}: the image has {image.Profiles.Length}", new SourceLocation(file));
        }

        IEnumerable<(string Folder, ImmutableArray<UkiPart> Parts)> groups = profile is int asked
            ? [("", image.Effective(asked))]
            : image.Profiles.Select((parts, i) => ($"profile-{i}/", parts)).Prepend(("", image.Base));
        ImmutableArray<(string File, UkiPart Part)> chosen = [.. groups.SelectMany(group => InGroup(group.Folder, group.Parts.Where(part => IsWanted(part.Name, names)), file))];

        string? missing = names.FirstOrDefault(name => chosen.All(choice => choice.Part.Name != name));
        return missing is null
            ? chosen
            : throw new ComposerException(
                UkiErrors.NoSuchSection, $"no section {Printable.Escape(System.Text.Encoding.UTF8.GetBytes(missing))}", new SourceLocation(file),
                $"it has {string.Join(' ', image.Image.Sections.Select(section => Printable.Escape(System.Text.Encoding.Latin1.GetBytes(section.Name))).Distinct())}");
    }

    private static bool IsWanted(string name, ImmutableArray<string> names) =>
        names.IsEmpty ? UkiSectionNames.IsOfUki(name) : names.Contains(name);

    private static IEnumerable<(string File, UkiPart Part)> InGroup(string folder, IEnumerable<UkiPart> parts, string image)
    {
        foreach (IGrouping<string, UkiPart> named in parts.GroupBy(part => part.Name))
        {
            string name = named.Key.TrimStart('.');
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            {
                throw new ComposerException(
                    UkiErrors.NoSuchSection, $"section name: got \"{Printable.Escape(System.Text.Encoding.Latin1.GetBytes(named.Key))}\", expected one that a file can have",
                    new SourceLocation(image));
            }

            UkiPart[] same = [.. named];
            for (int i = 0; i < same.Length; i++) yield return (folder + name + (same.Length > 1 || UkiSectionNames.MayRepeat(named.Key) ? $"-{i}" : ""), same[i]);
        }
    }
}
