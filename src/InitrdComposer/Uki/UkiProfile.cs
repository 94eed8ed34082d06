using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>Profiles of a UKI (UAPI.5, "Multi-Profile UKIs").</summary>
public static class UkiProfile
{
    /// <summary>Most profiles of an image (UNIFIED_PROFILES_MAX of systemd).</summary>
    public const int MaxCount = 256;

    /// <summary>The field of .profile that boot loader and stub know it by.</summary>
    public const string Id = "ID";

    /// <summary>The field of .profile that menus show.</summary>
    public const string Title = "TITLE";

    /// <summary>What ukify takes from a profile image; the rest belongs to the image's base.</summary>
    private static readonly ImmutableHashSet<string> Imported =
    [
        UkiSectionNames.Linux, UkiSectionNames.OsRelease, UkiSectionNames.CommandLine, UkiSectionNames.Initrd, UkiSectionNames.Firmware,
        UkiSectionNames.Microcode, UkiSectionNames.Splash, UkiSectionNames.DeviceTree, UkiSectionNames.KernelVersion, UkiSectionNames.Sbat,
        UkiSectionNames.Profile,
    ];

    /// <summary>The sections of a profile image, as `ukify build --profile` makes it on systemd's stub for addons.</summary>
    /// <exception cref="ComposerException">No image, or none of one profile.</exception>
    public static ImmutableArray<UkiPart> Read(NamedSource file)
    {
        PEImage image = UkiParts.Read(file);
        ImmutableArray<UkiPart> parts = [.. image.Sections.Where(section => Imported.Contains(section.Name)).Select(section => new UkiPart(section.Name, image.Content(section)))];
        if (parts is not [{ Name: UkiSectionNames.Profile }, ..])
        {
            throw new ComposerException(
                UkiErrors.BadProfile, $"section table: got {(parts.IsEmpty ? "no section of a UKI" : parts[0].Name)} first, expected {UkiSectionNames.Profile}",
                new SourceLocation(file.Name), "make the profile on systemd's stub for addons, which has no .sbat");
        }

        string? twice = parts.CountBy(part => part.Name).FirstOrDefault(name => name.Value > 1 && !UkiSectionNames.MayRepeat(name.Key)).Key;
        if (twice is not null)
        {
            throw new ComposerException(UkiErrors.DuplicateSection, $"section table: got {twice} twice, expected it once in a profile", new SourceLocation(file.Name));
        }

        return parts;
    }

    /// <summary>The text of .profile: "ID=debug\nTITLE=…\n".</summary>
    /// <param name="id">Letters, digits, '.', '_', '-'.</param>
    /// <param name="title">For boot menus; null: none.</param>
    public static byte[] Text(string id, string? title) => Encoding.UTF8.GetBytes($"{Id}={id}\n{(title is null ? "" : $"{Title}={Quoted(title)}\n")}");

    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? text : $"\"{string.Concat(text.Select(c => c is '"' or '\\' or '$' or '`' ? $"\\{c}" : $"{c}"))}\"";
}
