using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Forecast;

/// <summary>Where a boot's files are.</summary>
/// <param name="File">The UKI; null: what the ESP's systemd-boot starts.</param>
/// <param name="Esp">The ESP's folder; null: nothing lies beside the UKI.</param>
/// <param name="IsStartedByMenu">The ESP's systemd-boot starts the UKI.</param>
/// <param name="Loaders">Images that are started before, by path.</param>
public sealed record BootPlace(string? File, string? Esp, bool IsStartedByMenu, ImmutableArray<string> Loaders);

/// <summary>A forecast of files on a disk, which stay open as long as it may be asked for inputs.</summary>
public sealed class EspForecastReading : IDisposable
{
    private static readonly DiagnosticId NoPlace = new("FOR", 11, FailureKind.Usage);

    private readonly List<IDisposable> _open = [];

    private EspForecastReading(UkiForecast forecast, BootMenu? menu, List<IDisposable> open) => (Forecast, Menu, _open) = (forecast, menu, open);

    public UkiForecast Forecast { get; }

    /// <summary>Null: no UKI was to be chosen.</summary>
    public BootMenu? Menu { get; }

    /// <exception cref="ComposerException">A file is missing or malformed, or there is nothing to start.</exception>
    public static EspForecastReading Of(Disk disk, BootPlace place, ForecastOptions options, ImmutableArray<DigestAlgorithm> banks)
    {
        List<IDisposable> open = [];
        foreach (string path in place.Loaders)
        {
            var loader = FileSource.Open(disk, path);
            open.Add(loader);
            options = options with { Loaders = [.. options.Loaders, new(path, Measurable.Image(UkiImage.Open(new(path, loader)).Image))] };
        }

        if (place.Esp is null)
        {
            if (place.File is null || place.IsStartedByMenu) throw new ComposerException(NoPlace, "got no ESP, expected one to find a UKI or systemd-boot on", hint: "name it with --esp, or name the UKI");
            var file = FileSource.Open(disk, place.File);
            open.Add(file);
            return new(UkiForecast.Of(UkiImage.Open(new(place.File, file)), Companions.None, options, banks), null, open);
        }

        var esp = new EspFolder(disk, place.Esp);
        open.Add(esp);
        if (place.File is null)
        {
            EspForecast started = EspForecast.OfMenu(esp, options, banks);
            return new(started.Uki, started.Menu, open);
        }

        if (place.IsStartedByMenu) options = EspForecast.Through(esp, options);
        if (PathOn(place.Esp, place.File) is string inside) return new(EspForecast.OfFile(esp, inside, options, banks), null, open);
        var outside = FileSource.Open(disk, place.File);
        open.Add(outside);
        return new(UkiForecast.Of(UkiImage.Open(new(place.File, outside)), esp.CompanionsOf($"EFI/Linux/{Path.GetFileName(place.File)}"), options, banks), null, open);
    }

    public void Dispose() => _open.ForEach(file => file.Dispose());

    /// <summary>The file's path on the ESP; null: it is elsewhere, and will be installed in EFI/Linux.</summary>
    private static string? PathOn(string esp, string file)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(esp)) + "/";
        string full = Path.GetFullPath(file);
        return full.StartsWith(root, StringComparison.Ordinal) ? full[root.Length..] : null;
    }
}
