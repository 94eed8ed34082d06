using System.Collections.Immutable;
using System.CommandLine;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>`uki forecast`: what PCRs will hold.</summary>
internal static class ForecastVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string?> file = new("FILE") { Description = "The UKI; without it, the one that systemd-boot on the ESP starts.", Arity = ArgumentArity.ZeroOrOne };
        var circumstances = new ForecastArguments();
        Option<string[]> phases = PcrArguments.PhasesOption();
        Option<string[]> banks = PcrArguments.BanksOption();
        Option<string?> pcrLock = new("--pcrlock") { Description = "Also write the components that systemd-pcrlock reads into this folder.", HelpName = "DIR" };
        var verb = new Verb(
            "forecast", "Print what PCRs 4, 9, 11, 12 and 13 of a TPM will hold when a UKI has started, and PCR 7 of given Secure Boot variables.",
            "initrd-composer uki forecast my.efi",
            "initrd-composer uki forecast /efi/EFI/Linux/my.efi --esp /efi --bank sha256 --bank sha384",
            "initrd-composer uki forecast --esp /efi --pcrlock /var/lib/pcrlock.d")
        {
            file,
            phases,
            banks,
            pcrLock,
        };
        circumstances.AddTo(verb);
        verb.SetAction(parsed =>
        {
            ImmutableArray<PhasePath> paths = PcrArguments.PhasesOf(parsed.GetValue(phases));
            ImmutableArray<DigestAlgorithm> asked = PcrArguments.BanksOf(parsed.GetValue(banks));
            string? components = parsed.GetValue(pcrLock);
            using EspForecastReading reading = circumstances.Forecast(parsed, parsed.GetValue(file), components is null ? asked : PcrBanks.All);
            if (components is not null) PcrLockFolder.Write(Disk.Host, components, PcrLock.Of(reading.Forecast));
            UkiForecast shown = reading.Forecast with { Profiles = [.. reading.Forecast.Profiles.Select(profile => profile with { Pcrs = profile.Pcrs with { Banks = asked } })] };
            if (parsed.GetValue(GlobalOptions.Json))
            {
                Console.WriteLine(JsonText.Write(json => ForecastJson.Write(json, shown, reading.Menu, paths)));
                return 0;
            }

            Run.Print(shown.Notices);
            Console.Write(ForecastText.Of(shown, reading.Menu, paths));
            return 0;
        });
        return verb;
    }
}
