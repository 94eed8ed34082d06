using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>Everything that PCRs 4, 9, 11, 12 and 13 of a boot are a function of, and PCR 7 where Secure Boot's variables are given.</summary>
/// <param name="Rules">Of the stub's version.</param>
/// <param name="Uki">The UKI as firmware or boot loader loads it.</param>
/// <param name="Sections">What the stub sees of it, in one profile.</param>
/// <param name="Texts">The same sections, where the stub uses what is in them.</param>
public sealed record BootScenario(StubRules Rules, LoadedImage Uki, ImmutableArray<MeasuredSection> Sections, SectionTexts Texts)
{
    /// <summary>What firmware starts before the UKI: systemd-boot, shim.</summary>
    public ImmutableArray<LoadedImage> Loaders { get; init; } = [];

    /// <summary>.linux as an image, for stubs that start it through the firmware.</summary>
    public LoadedImage? Kernel { get; init; }

    /// <summary>The profile's number, from 0.</summary>
    public int Profile { get; init; }

    /// <summary>Whether systemd-boot starts the UKI: it measures what it passes on, "@1" for a profile.</summary>
    public bool IsStartedByMenu { get; init; }

    /// <summary>A command line that firmware or boot loader passes, without the profile's selector; empty: none.</summary>
    public string PassedCommandLine { get; init; } = "";

    /// <summary>The SMBIOS string io.systemd.stub.kernel-cmdline-extra; empty: none.</summary>
    public string SmbiosCommandLine { get; init; } = "";

    public bool HasSecureBoot { get; init; }

    public Companions Companions { get; init; } = Companions.None;

    /// <summary>The initrd that the kernel gets; null: made of sections and companions.</summary>
    public Measurable? Initrd { get; init; }

    /// <summary>Null: nothing is said of PCR 7.</summary>
    public SecureBootVariables? SecureBoot { get; init; }

    /// <summary>All that firmware loads, in that order.</summary>
    public IEnumerable<Addon> Addons => Companions.Global.Addons.Concat(Companions.Own.Addons);

    /// <summary>Those that the stub takes parts of.</summary>
    public IEnumerable<Addon> FittingAddons => Addons.Where(addon => addon.Fits(Texts.KernelVersion));
}

/// <summary>Sections that the stub does more with than to measure them.</summary>
/// <param name="CommandLine">.cmdline, tidied; empty: none.</param>
/// <param name="KernelVersion">.uname; null: none.</param>
/// <param name="Microcode">.ucode.</param>
/// <param name="Initrd">.initrd.</param>
/// <param name="Meta">What is passed on in /.extra: file name, section and content, in the initrd's order.</param>
public sealed record SectionTexts(
    string CommandLine, string? KernelVersion, PositionalSource? Microcode, PositionalSource? Initrd, ImmutableArray<(string File, string Section, PositionalSource Content)> Meta)
{
    private static readonly (string File, string Section)[] PassedOn =
    [
        ("tpm2-pcr-signature.json", UkiSectionNames.PcrSignature), ("tpm2-pcr-public-key.pem", UkiSectionNames.PcrPublicKey),
        ("os-release", UkiSectionNames.OsRelease), ("profile", UkiSectionNames.Profile),
    ];

    public static SectionTexts Of(ImmutableArray<UkiPart> parts) => new(
        StubText.CommandLine(parts.ContentOf(UkiSectionNames.CommandLine)) ?? "", StubText.Of(parts.ContentOf(UkiSectionNames.KernelVersion)),
        parts.ContentOf(UkiSectionNames.Microcode), parts.ContentOf(UkiSectionNames.Initrd),
        [.. from passed in PassedOn let content = parts.ContentOf(passed.Section) where content is not null select (passed.File, passed.Section, content)]);
}
