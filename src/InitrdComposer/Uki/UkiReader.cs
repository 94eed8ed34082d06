using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>Looks into UKIs, addons and other EFI images.</summary>
public static class UkiReader
{
    private const string Profile = ".profile";

    /// <summary>What an addon may bring (systemd 257 and later; pe_is_addon of 262 forgets .dtbauto).</summary>
    private static readonly string[] AddonSections = [".cmdline", ".dtb", ".dtbauto", ".initrd", ".ucode"];

    /// <summary>What may be in a profile once; .dtbauto and .efifw may repeat (UAPI.5).</summary>
    private static readonly string[] OncePerProfile =
    [
        ".linux", ".osrel", ".cmdline", ".initrd", ".ucode", ".splash", ".dtb", ".uname", ".sbat", ".pcrsig", ".pcrpkey", ".hwids",
    ];

    /// <summary>Reads the whole file, for its digests.</summary>
    /// <exception cref="ComposerException">The file is no PE image, or one that firmware or stub would read in a surprising way.</exception>
    public static UkiDescription Read(NamedSource file)
    {
        PEImage image = UkiParts.Read(file);
        EfiImageKind kind = KindOf(image);
        if (kind != EfiImageKind.PlainPE) RequireOncePerProfile(file, image);
        return new(
            kind,
            image.FileHeader.Machine,
            file.Bytes.Length,
            [.. image.Sections.Select(section => Describe(image, section))],
            Authenticode.DigestOf(image, DigestAlgorithm.Sha256),
            image.Certificates.Length,
            image.OptionalHeader.CheckSum == 0 ? null : image.OptionalHeader.CheckSum == PEChecksum.Of(image));
    }

    private static EfiImageKind KindOf(PEImage image)
    {
        if (image.OptionalHeader.Subsystem != Subsystem.EfiApplication) return EfiImageKind.PlainPE;
        var names = image.Sections.Select(section => section.Name).ToHashSet();
        return (names.Contains(".linux"), names.Contains(".osrel")) switch
        {
            (true, true) => EfiImageKind.Uki,
            (false, _) when names.Overlaps(AddonSections) => EfiImageKind.Addon,
            _ => EfiImageKind.PlainPE,
        };
    }

    private static void RequireOncePerProfile(NamedSource file, PEImage image)
    {
        HashSet<string> seen = [];
        foreach (SectionHeader section in image.Sections)
        {
            if (section.Name == Profile) seen.Clear();
            else if (OncePerProfile.Contains(section.Name) && !seen.Add(section.Name))
            {
                throw new ComposerException(
                    UkiErrors.DuplicateSection, $"section table: got {section.Name} twice, expected it once in a profile", new SourceLocation(file.Name));
            }
        }
    }

    private static UkiSection Describe(PEImage image, SectionHeader section)
    {
        using Stream content = image.Content(section).OpenStream();
        return new(section.Name, section.VirtualAddress, section.ContentSize, Digest.Sha256Of(content));
    }
}
