using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>Profiles of a UKI (UAPI.5, "Multi-Profile UKIs").</summary>
public static class UkiProfile
{
    /// <summary>Most profiles of an image (UNIFIED_PROFILES_MAX of systemd).</summary>
    public const int MaxCount = 256;

    private const int MaxTextLength = 64 * 1024;

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
    public static byte[] Text(string id, string? title) => Encoding.UTF8.GetBytes($"ID={id}\n{(title is null ? "" : $"TITLE={Quoted(title)}\n")}");

    /// <summary>A field of .profile, unquoted; null: it has none.</summary>
    /// <param name="profile">.profile.</param>
    /// <param name="key">"ID", "TITLE".</param>
    public static string? FieldOf(PositionalSource profile, string key)
    {
        var bytes = new byte[Math.Min(profile.Length, MaxTextLength)];
        profile.ReadExactlyAt(0, bytes);
        string? line = Encoding.UTF8.GetString(bytes).TrimEnd('\0').Split('\n').FirstOrDefault(line => line.StartsWith(key + "=", StringComparison.Ordinal));
        return line is null ? null : Unquoted(line[(key.Length + 1)..].Trim());
    }

    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? text : $"\"{string.Concat(text.Select(c => c is '"' or '\\' or '$' or '`' ? $"\\{c}" : $"{c}"))}\"";

    private static string Unquoted(string text)
    {
        if (text.Length < 2 || text[0] is not ('"' or '\'') || text[^1] != text[0]) return text;
        string inner = text[1..^1];
        if (text[0] == '\'') return inner;
        var plain = new StringBuilder();
        for (int i = 0; i < inner.Length; i++) plain.Append(inner[i] == '\\' && i + 1 < inner.Length ? inner[++i] : inner[i]);
        return plain.ToString();
    }
}
