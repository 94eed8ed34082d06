using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `uki forecast` prints for people.</summary>
internal static class ForecastText
{
    public static string Of(UkiForecast forecast, BootMenu? menu, ImmutableArray<PhasePath> phases)
    {
        var text = new StringBuilder();
        text.Append(null, $"{forecast.File}: stub {forecast.StubVersion ?? "unknown"}, rules of {forecast.Rules.Version}\n");
        if (menu is not null) Menu(text, menu);
        foreach (ProfileForecast profile in forecast.Profiles) Profile(text, profile, phases);
        return text.ToString();
    }

    private static void Menu(StringBuilder text, BootMenu menu)
    {
        text.Append("\nmenu of systemd-boot, * starts by itself\n");
        foreach (MenuEntry entry in menu.Entries)
        {
            text.Append(null, $"{(entry == menu.Default ? '*' : ' ')} {entry.Path}{(entry.Profile > 0 ? $" @{entry.Profile}" : "")}  {entry.Title ?? entry.Id}{(entry.Version is null ? "" : $" ({entry.Version})")}{(entry.IsBad ? ", bad" : "")}\n");
        }
    }

    private static void Profile(StringBuilder text, ProfileForecast profile, ImmutableArray<PhasePath> phases)
    {
        text.Append(null, $"\nprofile {profile.Number}{(profile.Id is null ? "" : $" ({profile.Id})")}\n");
        foreach (DigestAlgorithm bank in profile.Pcrs.Banks)
        {
            text.Append(null, $"{"PCR",5}  {bank.Name()}\n");
            foreach (int pcr in profile.Pcrs.Pcrs) text.Append(null, $"{pcr,5}  {profile.Pcrs.ValueOf(pcr, bank).Hex}\n");
            foreach (PhasePath path in phases.Where(path => !path.Words.IsEmpty)) text.Append(null, $"{Pcr.KernelBoot,5}  {profile.Pcrs.KernelBootAfter(path, bank).Hex}  {path}\n");
        }

        text.Append("events\n");
        foreach (MeasuredEvent measured in profile.Pcrs.Events) text.Append(null, $"{measured.Pcr,5}  {measured.Digests[profile.Pcrs.Banks[0]].Hex}  {measured.Description}\n");
    }
}
