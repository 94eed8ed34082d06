using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Forecast;

/// <summary>The forecast of a boot from an ESP: which UKI starts, and what is measured.</summary>
/// <param name="Menu">What systemd-boot chose from; null: the firmware starts the UKI itself.</param>
public sealed record EspForecast(UkiForecast Uki, BootMenu? Menu)
{
    private static readonly DiagnosticId NothingToStart = new("FOR", 10, FailureKind.Usage);

    private static readonly DiagnosticId OtherEntries = new("FOR", 12, FailureKind.Verification);

    /// <summary>Where boot loaders are, the one for all machines last: what a firmware starts when it was told nothing.</summary>
    private static readonly string[] LoaderFolders = ["EFI/systemd", "EFI/BOOT"];

    /// <summary>What systemd-boot on the ESP starts by itself.</summary>
    /// <exception cref="ComposerException">There is no systemd-boot, or nothing for it to start.</exception>
    public static EspForecast OfMenu(EspFolder esp, ForecastOptions options, ImmutableArray<DigestAlgorithm> banks)
    {
        var menu = BootMenu.Of(esp);
        MenuEntry entry = menu.Default ?? throw new ComposerException(NothingToStart, "EFI/Linux: got no UKI, expected one", new SourceLocation(esp.Root));
        ForecastOptions started = options.Profiles.IsEmpty ? options with { Profiles = [entry.Profile] } : options;
        UkiForecast forecast = OfFile(esp, entry.Path, Through(esp, started), banks);
        return new(forecast with { Notices = [.. forecast.Notices, .. Unread(esp)] }, menu);
    }

    /// <summary>Entries of type 1 stand in the same menu.</summary>
    private static IEnumerable<Notice> Unread(EspFolder esp) => esp.Files("loader/entries").Any(path => path.EndsWith(".conf", StringComparison.OrdinalIgnoreCase))
        ? [new(OtherEntries, "loader/entries has entries, which are not looked at: systemd-boot may start one of them", new SourceLocation(esp.Root), "name the UKI that is started")]
        : [];

    /// <summary>A UKI that firmware starts, or systemd-boot when its user chooses it.</summary>
    /// <param name="path">On the ESP.</param>
    public static UkiForecast OfFile(EspFolder esp, string path, ForecastOptions options, ImmutableArray<DigestAlgorithm> banks) =>
        UkiForecast.Of(esp.OpenImage(path), esp.CompanionsOf(path), options, banks);

    /// <summary>The same boot, started by the ESP's systemd-boot.</summary>
    /// <exception cref="ComposerException">There is no systemd-boot.</exception>
    public static ForecastOptions Through(EspFolder esp, ForecastOptions options)
    {
        foreach (string path in LoaderFolders.SelectMany(esp.Files).Where(path => path.EndsWith(".efi", StringComparison.OrdinalIgnoreCase)))
        {
            UkiImage image = esp.OpenImage(path);
            if (LoaderInfo.Of(image.Image) is { Program: LoaderInfo.BootLoader }) return options with { IsStartedByMenu = true, Loaders = [.. options.Loaders, new LoadedImage(path, Measurable.Image(image.Image))] };
        }

        throw new ComposerException(NothingToStart, $"{string.Join(" and ", LoaderFolders)}: got no systemd-boot, expected one", new SourceLocation(esp.Root), "name the UKI that the firmware starts");
    }
}
