using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>From what is booted to what is measured: the order of firmware, systemd-stub 257 to 262 and Linux. See docs/reference/forecast.md.</summary>
public static class BootForecast
{
    /// <summary>Of several boots, of the profiles of one UKI for one: what they have in common is read once.</summary>
    public static ImmutableArray<PcrForecast> OfAll(IEnumerable<BootScenario> boots, ImmutableArray<DigestAlgorithm> banks) =>
        PcrForecast.ComputeAll([.. boots.Select(boot => Events(boot).ToArray())], banks);

    private static IEnumerable<PlannedEvent> Events(BootScenario boot) =>
    [
        .. boot.SecureBoot?.Events() ?? [],
        .. Firmware(boot),
        .. boot.IsStartedByMenu ? Menu(boot) : [],
        .. Profile(boot),
        .. boot.Sections.SelectMany(section => section.Events()),
        .. PassedCommandLine(boot),
        .. boot.Addons.Select(addon => Load(BootStep.Addon, "addon", addon.Image)),
        .. CommandLines(boot),
        .. DeviceTrees(boot),
        .. CompanionArchives.Of(boot).SelectMany(archive => archive.Event()),
        .. AddonInitrds(boot),
        .. InnerKernel(boot),
        .. Kernel(boot),
    ];

    /// <summary>TCG PC Client Platform Firmware Profile, "PCR[4] - Boot Manager Code": an action, a separator, then each image that is loaded.</summary>
    private static IEnumerable<PlannedEvent> Firmware(BootScenario boot) =>
    [
        new(Pcr.BootLoaderCode, BootStep.Firmware, "action: Calling EFI Application from Boot Option", Measurable.Text("Calling EFI Application from Boot Option"u8.ToArray()), []),
        new(Pcr.BootLoaderCode, BootStep.Firmware, "separator", Measurable.Text(new byte[4]), []),
        .. boot.Loaders.Select(loader => Load(BootStep.BootLoader, "boot loader", loader)),
        Load(BootStep.Uki, "UKI", boot.Uki) with { Inputs = [ForecastInputNames.Whole] },
    ];

    /// <summary>systemd-boot passes no command line to a UKI, but the selector of a profile other than the first.</summary>
    private static IEnumerable<PlannedEvent> Menu(BootScenario boot)
    {
        string passed = string.Join(' ', new[] { boot.Profile > 0 ? $"@{boot.Profile}" : "", boot.PassedCommandLine }.Where(text => text.Length > 0));
        if (passed.Length > 0) yield return new(Pcr.KernelConfig, BootStep.Parameters, "options passed by systemd-boot", Measurable.Utf16(passed), [ForecastInputNames.Profile, ForecastInputNames.CommandLine]);
    }

    private static IEnumerable<PlannedEvent> Profile(BootScenario boot) => boot.Profile == 0
        ? []
        : [new(Pcr.KernelConfig, BootStep.Parameters, "profile", Measurable.Utf16(boot.Profile.ToString(CultureInfo.InvariantCulture)), [ForecastInputNames.Profile])];

    private static IEnumerable<PlannedEvent> PassedCommandLine(BootScenario boot) => Accepted(boot) is { Length: > 0 } passed
        ? [new(Pcr.KernelConfig, BootStep.Parameters, "command line passed to the stub", Measurable.Utf16(passed), [ForecastInputNames.CommandLine])]
        : [];

    /// <summary>Under Secure Boot a UKI's own command line cannot be replaced.</summary>
    private static string Accepted(BootScenario boot) =>
        boot.HasSecureBoot && boot.Sections.Any(section => section.Name == UkiSectionNames.CommandLine) ? "" : StubText.Tidied(boot.PassedCommandLine);

    /// <summary>All addons' command lines are one event.</summary>
    private static IEnumerable<PlannedEvent> CommandLines(BootScenario boot)
    {
        Addon[] addons = [.. boot.FittingAddons.Where(addon => addon.CommandLine is not null)];
        if (AddonText(boot) is { Length: > 0 } text)
        {
            yield return new(Pcr.KernelConfig, BootStep.Parameters, "command lines of addons", Measurable.Utf16(text), [.. addons.Select(addon => addon.Image.Name)]);
        }

        if (StubText.Tidied(boot.SmbiosCommandLine) is { Length: > 0 } smbios)
        {
            yield return new(Pcr.KernelConfig, BootStep.Parameters, "command line from SMBIOS", Measurable.Utf16(smbios), [ForecastInputNames.SmbiosCommandLine]);
        }
    }

    private static string AddonText(BootScenario boot) =>
        StubText.Tidied(string.Join(' ', boot.FittingAddons.Where(addon => addon.CommandLine is not null).Select(addon => addon.CommandLine)));

    private static IEnumerable<PlannedEvent> DeviceTrees(BootScenario boot) => Brought(boot.FittingAddons, "device tree", addon => addon.DeviceTree);

    /// <summary>Microcode in reverse: the kernel takes the first that fits the processor.</summary>
    private static IEnumerable<PlannedEvent> AddonInitrds(BootScenario boot) =>
        Brought(boot.FittingAddons.Reverse(), "microcode", addon => addon.Microcode).Concat(Brought(boot.FittingAddons, "initrd", addon => addon.Initrd));

    private static IEnumerable<PlannedEvent> Brought(IEnumerable<Addon> addons, string kind, Func<Addon, PositionalSource?> part)
    {
        foreach (Addon addon in addons)
        {
            if (part(addon) is PositionalSource bytes) yield return new(Pcr.KernelConfig, BootStep.Parameters, $"{kind} of {addon.Name}", new Measurable.Bytes(bytes), [addon.Image.Name]);
        }
    }

    /// <summary>
    /// Under Secure Boot the stub vouches for the kernel in place of the firmware's own check, which is what would have measured it: seen with stub 257.13 on
    /// OVMF.
    /// </summary>
    private static IEnumerable<PlannedEvent> InnerKernel(BootScenario boot)
    {
        if (boot is { Rules.LoadsKernelAsImage: true, HasSecureBoot: false, Kernel: LoadedImage kernel }) yield return Load(BootStep.Kernel, "kernel", kernel) with { Inputs = [UkiSectionNames.Linux] };
    }

    /// <summary>Linux's EFI stub (drivers/firmware/efi/libstub): the command line that it is given, then the initrd that it loads.</summary>
    private static IEnumerable<PlannedEvent> Kernel(BootScenario boot)
    {
        string[] texts = [Accepted(boot) is { Length: > 0 } passed ? passed : boot.Texts.CommandLine, AddonText(boot), StubText.Tidied(boot.SmbiosCommandLine)];
        yield return new(
            Pcr.KernelInitrd, BootStep.CommandLine, "kernel command line", Measurable.Utf16(string.Join(' ', texts.Where(text => text.Length > 0))),
            [
                UkiSectionNames.CommandLine, ForecastInputNames.CommandLine, ForecastInputNames.SmbiosCommandLine,
                .. boot.FittingAddons.Where(addon => addon.CommandLine is not null).Select(addon => addon.Image.Name),
            ]);

        (PositionalSource Bytes, ImmutableArray<string> Inputs) made = StubInitrd.Of(boot);
        if (boot.Initrd is not null) yield return new(Pcr.KernelInitrd, BootStep.Initrd, "initrd", boot.Initrd, made.Inputs);
        else if (made.Bytes.Length > 0) yield return new(Pcr.KernelInitrd, BootStep.Initrd, "initrd", new Measurable.Bytes(made.Bytes), made.Inputs);
    }

    private static PlannedEvent Load(BootStep step, string kind, LoadedImage image) => new(Pcr.BootLoaderCode, step, $"{kind} {image.Name}", image.Image, [image.Name]);
}
