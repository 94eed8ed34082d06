using System.CommandLine;
using System.Text.Json;
using InitrdComposer.Cli.Terminal;
using InitrdComposer.Formats;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Cli.Verbs.Uki;

/// <summary>`uki diff-pcr`: which input changed which PCR?</summary>
internal static class DiffPcrVerb
{
    public static Command Command { get; } = Create();

    private static Verb Create()
    {
        Argument<string> from = new("A") { Description = "A UKI." };
        Argument<string> to = new("B") { Description = "Another build of it." };
        var circumstances = new ForecastArguments();
        Option<string?> otherEsp = new("--esp-b") { Description = "The ESP of B (default: that of --esp).", HelpName = "DIR" };
        var verb = new Verb(
            "diff-pcr", "Print which input makes which PCR of two UKIs differ. Exit code 1 if one differs.",
            "initrd-composer uki diff-pcr old.efi new.efi",
            "initrd-composer uki diff-pcr /efi/EFI/Linux/my.efi new.efi --esp /efi --profile 1")
        {
            from,
            to,
            otherEsp,
        };
        circumstances.AddTo(verb);
        verb.SetAction(parsed =>
        {
            using EspForecastReading a = circumstances.Forecast(parsed, parsed.GetRequiredValue(from), [DigestAlgorithm.Sha256]);
            using EspForecastReading b = circumstances.Forecast(parsed, parsed.GetRequiredValue(to), [DigestAlgorithm.Sha256], parsed.GetValue(otherEsp));
            (int Profile, PcrDifference Difference)[] differences =
            [
                .. from profile in a.Forecast.Profiles
                   join other in b.Forecast.Profiles on profile.Number equals other.Number
                   select (profile.Number, PcrDifference.Between(profile, other)),
            ];
            Console.Write(parsed.GetValue(GlobalOptions.Json) ? JsonText.Write(json => Write(json, differences)) + "\n" : string.Concat(differences.Select(of => TextOf(of.Profile, of.Difference))));
            return differences.Any(of => !of.Difference.Pcrs.IsEmpty) ? 1 : 0;
        });
        return verb;
    }

    private static string TextOf(int profile, PcrDifference difference)
    {
        if (difference.Pcrs.IsEmpty) return $"profile {profile}: no PCR differs\n";
        IEnumerable<string> pcrs = difference.Pcrs.Select(pcr => $"  PCR {pcr.Pcr}: {pcr.From.Hex} -> {pcr.To.Hex}\n    because of {string.Join(", ", pcr.Causes)}\n");
        IEnumerable<string> inputs = difference.Inputs.Where(input => input.Pcrs.IsEmpty).Select(input => $"  {input.Name} {Word(input.Change)}, which is measured nowhere\n");
        return $"profile {profile}\n{string.Concat(pcrs)}{string.Concat(inputs)}";
    }

    private static string Word(InputChange change) => change switch { InputChange.Added => "is new", InputChange.Removed => "is gone", _ => "differs" };

    private static void Write(Utf8JsonWriter json, IEnumerable<(int Profile, PcrDifference Difference)> differences)
    {
        json.WriteStartArray();
        foreach ((int profile, PcrDifference difference) in differences)
        {
            json.WriteStartObject();
            json.WriteNumber("profile", profile);
            json.WriteStartArray("pcrs");
            foreach (ChangedPcr pcr in difference.Pcrs)
            {
                json.WriteStartObject();
                json.WriteNumber("pcr", pcr.Pcr);
                json.WriteString("from", pcr.From.ToString());
                json.WriteString("to", pcr.To.ToString());
                json.WriteStartArray("causes");
                foreach (string cause in pcr.Causes) json.WriteStringValue(cause);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("inputs");
            foreach (ChangedInput input in difference.Inputs)
            {
                json.WriteStartObject();
                json.WriteString("name", input.Name);
                json.WriteString("change", input.Change.ToString().ToLowerInvariant());
                json.WriteStartArray("pcrs");
                foreach (int pcr in input.Pcrs) json.WriteNumberValue(pcr);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
