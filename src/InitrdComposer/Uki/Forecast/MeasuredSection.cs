using System.Collections.Immutable;

namespace InitrdComposer.Uki.Forecast;

/// <summary>A section of a UKI that the stub measures into PCR 11: first its name with a NUL, then its content.</summary>
public sealed record MeasuredSection(string Name, Measurable Content)
{
    /// <summary>
    /// The order of systemd-stub and systemd-measure (UnifiedSection in systemd's src/fundamental/uki.h); the prose of UAPI.5 has another one. .pcrsig is not
    /// measured: it holds signatures of what comes out.
    /// </summary>
    private static readonly ImmutableArray<string> Order =
    [
        UkiSectionNames.Linux, UkiSectionNames.OsRelease, UkiSectionNames.CommandLine, UkiSectionNames.Initrd, UkiSectionNames.Microcode, UkiSectionNames.Splash,
        UkiSectionNames.DeviceTree, UkiSectionNames.KernelVersion, UkiSectionNames.Sbat, UkiSectionNames.PcrPublicKey, UkiSectionNames.Profile,
        UkiSectionNames.AutoDeviceTree, UkiSectionNames.Hwids, UkiSectionNames.Firmware,
    ];

    /// <summary>Sections of which an image has several and the stub measures the one that fits the machine.</summary>
    public static ImmutableArray<string> ChosenByMachine { get; } = [UkiSectionNames.AutoDeviceTree, UkiSectionNames.Firmware];

    /// <summary>What the stub measures of the sections that it sees, in its order: empty ones are not there for it.</summary>
    /// <param name="parts">Of one profile; of <see cref="ChosenByMachine"/> at most one each.</param>
    public static ImmutableArray<MeasuredSection> Of(IEnumerable<UkiPart> parts) => InOrder(
        parts.Where(part => part.Content.Length > 0).Select(part => new MeasuredSection(part.Name, new Measurable.Bytes(part.Content))));

    /// <summary>The same for sections whose content may be known by its digests alone.</summary>
    public static ImmutableArray<MeasuredSection> InOrder(IEnumerable<MeasuredSection> sections) =>
        [.. sections.Where(section => Order.Contains(section.Name)).OrderBy(section => Order.IndexOf(section.Name))];

    internal IEnumerable<PlannedEvent> Events()
    {
        yield return new(Pcr.KernelBoot, BootStep.Uki, $"name {Name}", Measurable.Text(System.Text.Encoding.ASCII.GetBytes(Name + '\0')), [Name]);
        yield return new(Pcr.KernelBoot, BootStep.Uki, $"section {Name}", Content, [Name]);
    }
}
