using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki.Forecast;

/// <summary>What a forecast of a UKI depends on besides the UKI and its companions.</summary>
/// <param name="Profiles">Numbers from 0; empty: all.</param>
/// <param name="StubVersion">Whose rules count; null: the stub's own.</param>
public sealed record ForecastOptions(ImmutableArray<int> Profiles, string? StubVersion)
{
    public static ForecastOptions Default { get; } = new([], null);

    public ImmutableArray<LoadedImage> Loaders { get; init; } = [];

    public bool IsStartedByMenu { get; init; }

    public string PassedCommandLine { get; init; } = "";

    public string SmbiosCommandLine { get; init; } = "";

    public bool HasSecureBoot { get; init; }

    /// <summary>Which .dtbauto fits the machine, from 0 among all of the profile; null: none does.</summary>
    public int? DeviceTree { get; init; }

    public SecureBootVariables? SecureBoot { get; init; }
}

/// <summary>A profile of a UKI and what its boot measures.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Id">ID= of .profile; null: none.</param>
/// <param name="Boot">What is booted.</param>
/// <param name="Image">The UKI.</param>
public sealed record ProfileForecast(int Number, string? Id, PcrForecast Pcrs, BootScenario Boot, UkiImage Image)
{
    /// <summary>What the forecast is made of, for comparing. Reads it again.</summary>
    public ImmutableArray<ForecastInput> ReadInputs() => ForecastInputs.Of(Image, Number, Boot);
}

/// <summary>The forecast of a UKI, profile by profile.</summary>
/// <param name="File">The UKI's name.</param>
/// <param name="StubVersion">As the stub says it, or as it was given; null: it says nothing.</param>
/// <param name="Rules">Those that were taken.</param>
/// <param name="Notices">What the machine decides and a file cannot tell.</param>
public sealed record UkiForecast(string File, string? StubVersion, StubRules Rules, ImmutableArray<ProfileForecast> Profiles, ImmutableArray<Notice> Notices)
{
    private static readonly DiagnosticId NoSuchProfile = new("FOR", 4, FailureKind.Usage);
    private static readonly DiagnosticId NoUki = new("FOR", 5, FailureKind.Usage);
    private static readonly DiagnosticId DependsOnMachine = new("FOR", 6, FailureKind.Verification);
    private static readonly DiagnosticId GuessedRules = new("FOR", 7, FailureKind.Verification);

    /// <summary>Reads all that is measured once for each thing that measures it, whatever the number of banks.</summary>
    /// <exception cref="ComposerException">The image is no UKI, has no such profile, or its stub's rules are not known.</exception>
    public static UkiForecast Of(UkiImage image, Companions companions, ForecastOptions options, ImmutableArray<DigestAlgorithm> banks)
    {
        NamedSource file = image.File;
        if (image.Kind != EfiImageKind.Uki && image.SeenByStub(0).All(part => part.Name != UkiSectionNames.Linux))
        {
            throw new ComposerException(NoUki, "got an image without .linux, expected a UKI", new SourceLocation(file.Name));
        }

        string? version = options.StubVersion ?? StubRules.VersionIn(image.Image);
        StubRules rules = version is null ? new(StubRules.Newest) : StubRules.Of(version);
        ImmutableArray<int> numbers = options.Profiles.IsEmpty ? [.. Enumerable.Range(0, image.ProfileCount)] : options.Profiles;
        foreach (int wrong in numbers.Where(number => number < 0 || number >= image.ProfileCount))
        {
            throw new ComposerException(NoSuchProfile, $"profile: got {wrong}, expected 0 to {image.ProfileCount - 1}", new SourceLocation(file.Name));
        }

        var uki = new LoadedImage(file.Name, Measurable.Image(image.Image));
        BootScenario[] boots = [.. numbers.Select(number => Scenario(image, uki, number, rules, companions, options))];
        return new(
            file.Name, version, rules,
            [.. numbers.Zip(boots, BootForecast.OfAll(boots, banks)).Select(of => new ProfileForecast(of.First, IdOf(image, of.First), of.Third, of.Second, image))],
            [.. Guesses(file, version, rules), .. numbers.SelectMany(number => Unknowns(image, number, rules, options)).Distinct()]);
    }

    private static BootScenario Scenario(UkiImage image, LoadedImage uki, int number, StubRules rules, Companions companions, ForecastOptions options)
    {
        ImmutableArray<UkiPart> parts = Chosen(image.SeenByStub(number), options.DeviceTree);
        PositionalSource? kernel = parts.ContentOf(UkiSectionNames.Linux);
        return new(rules, uki, MeasuredSection.Of(parts), SectionTexts.Of(parts))
        {
            Loaders = options.Loaders,
            IsStartedByMenu = options.IsStartedByMenu,
            Kernel = rules.LoadsKernelAsImage && kernel is not null ? KernelOf(image.File, kernel) : null,
            Profile = number,
            PassedCommandLine = options.PassedCommandLine,
            SmbiosCommandLine = options.SmbiosCommandLine,
            HasSecureBoot = options.HasSecureBoot || options.SecureBoot is { IsEnabled: true },
            Companions = companions,
            SecureBoot = options.SecureBoot,
        };
    }

    private static string? IdOf(UkiImage image, int number) =>
        EnvironmentText.ReadAsBootLoader(image.SeenByStub(number).ContentOf(UkiSectionNames.Profile)).GetValueOrDefault(UkiProfile.Id);

    private static LoadedImage KernelOf(NamedSource uki, PositionalSource kernel) =>
        new(UkiSectionNames.Linux, Measurable.Image(UkiParts.Read(new($"{uki.Name} ({UkiSectionNames.Linux})", kernel))));

    /// <summary>Of sections that the machine chooses among, the one that is named, else none.</summary>
    private static ImmutableArray<UkiPart> Chosen(ImmutableArray<UkiPart> parts, int? deviceTree)
    {
        UkiPart? chosen = deviceTree is int index ? parts.Where(part => part.Name == UkiSectionNames.AutoDeviceTree).ElementAtOrDefault(index) : null;
        return [.. parts.Where(part => !MeasuredSection.ChosenByMachine.Contains(part.Name) || part == chosen)];
    }

    private static IEnumerable<Notice> Guesses(NamedSource file, string? version, StubRules rules)
    {
        if (version is null || rules.Version > StubRules.Newest)
        {
            yield return new(
                GuessedRules, $"stub version: got {version ?? "none"}, the rules of {StubRules.Newest} are taken", new SourceLocation(file.Name), "give another version with --stub-version");
        }
    }

    private static IEnumerable<Notice> Unknowns(UkiImage image, int number, StubRules rules, ForecastOptions options)
    {
        ImmutableArray<UkiPart> parts = image.SeenByStub(number);
        IEnumerable<string> chosen = MeasuredSection.ChosenByMachine.Where(name => name != UkiSectionNames.AutoDeviceTree || options.DeviceTree is null);
        foreach (string name in chosen.Where(name => parts.Any(part => part.Name == name)))
        {
            yield return Unknown(image, $"PCR 11: {name} is measured on machines that it fits; the forecast is for others");
        }

        string commandLine = StubText.CommandLine(parts.ContentOf(UkiSectionNames.CommandLine)) ?? "";
        if (rules.AddsConsole && !$" {commandLine}".Contains(" console=", StringComparison.Ordinal))
        {
            yield return Unknown(image, $"PCR 9: a stub of {rules.Version} adds console= to a command line that has none, on machines without a screen; give console= to know it");
        }

        if (rules.AddsBootSecret) yield return Unknown(image, $"PCR 9: a stub of {rules.Version} adds /.extra/boot-secret where the firmware has random numbers; the forecast is for others");
    }

    private static Notice Unknown(UkiImage image, string message) => new(DependsOnMachine, message, new SourceLocation(image.File.Name));
}
