using System.Collections.Immutable;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Forecast;

/// <summary>How something that a forecast is made of differs between two.</summary>
public enum InputChange
{
    Changed,
    Added,
    Removed,
}

/// <summary>An input that differs.</summary>
/// <param name="Pcrs">The PCRs that it goes into and that differ, ascending; none: it is measured nowhere.</param>
public sealed record ChangedInput(string Name, InputChange Change, ImmutableArray<int> Pcrs);

/// <summary>A PCR that differs, when the kernel starts.</summary>
/// <param name="Causes">The inputs that changed it.</param>
public sealed record ChangedPcr(int Pcr, Digest From, Digest To, ImmutableArray<string> Causes);

/// <summary>What makes the PCRs of two boots differ: two builds of a UKI, or two states of an ESP.</summary>
/// <param name="Inputs">In the order of what is booted.</param>
/// <param name="Pcrs">Ascending.</param>
public sealed record PcrDifference(ImmutableArray<ChangedInput> Inputs, ImmutableArray<ChangedPcr> Pcrs)
{
    /// <summary>Compares one profile of each; reads both again.</summary>
    public static PcrDifference Between(ProfileForecast from, ProfileForecast to)
    {
        DigestAlgorithm bank = from.Pcrs.Banks[0];
        int[] differing = [.. from.Pcrs.Pcrs.Union(to.Pcrs.Pcrs).Order().Where(pcr => from.Pcrs.ValueOf(pcr, bank) != to.Pcrs.ValueOf(pcr, bank))];
        ImmutableArray<(string Name, InputChange Change)> changes = WithoutHeaders(Changes(from.ReadInputs(), to.ReadInputs()));
        ILookup<int, string> uses = from.Pcrs.Events.Concat(to.Pcrs.Events).SelectMany(measured => measured.Inputs.Select(input => (measured.Pcr, input))).Distinct().ToLookup(use => use.Pcr, use => use.input);
        ImmutableArray<ChangedInput> inputs =
        [
            .. from change in changes select new ChangedInput(change.Name, change.Change, [.. differing.Where(pcr => Uses([.. uses[pcr]], change.Name))]),
        ];
        return new(inputs, [.. differing.Select(pcr => new ChangedPcr(
            pcr, from.Pcrs.ValueOf(pcr, bank), to.Pcrs.ValueOf(pcr, bank), [.. inputs.Where(input => input.Pcrs.Contains(pcr)).Select(input => input.Name)]))]);
    }

    /// <summary>Firmware measures the UKI whole: all that is in it counts.</summary>
    private static bool Uses(ImmutableHashSet<string> used, string input) => used.Contains(input) || (used.Contains(ForecastInputNames.Whole) && ForecastInputNames.IsPart(input));

    /// <summary>Headers follow from the sections; they are a cause where nothing else is.</summary>
    private static ImmutableArray<(string Name, InputChange Change)> WithoutHeaders(ImmutableArray<(string Name, InputChange Change)> changes) =>
        changes.Any(change => change.Name != ForecastInputNames.Headers && ForecastInputNames.IsPart(change.Name)) ? changes.RemoveAll(change => change.Name == ForecastInputNames.Headers) : changes;

    private static ImmutableArray<(string Name, InputChange Change)> Changes(ImmutableArray<ForecastInput> older, ImmutableArray<ForecastInput> newer)
    {
        ImmutableDictionary<string, Digest> before = older.ToImmutableDictionary(input => input.Name, input => input.Digest);
        ImmutableDictionary<string, Digest> after = newer.ToImmutableDictionary(input => input.Name, input => input.Digest);
        return
        [
            .. from name in older.Concat(newer).Select(input => input.Name).Distinct()
               let was = before.TryGetValue(name, out Digest old) ? old : (Digest?)null
               let becomes = after.TryGetValue(name, out Digest @new) ? @new : (Digest?)null
               where was != becomes
               select (name, was is null ? InputChange.Added : becomes is null ? InputChange.Removed : InputChange.Changed),
        ];
    }
}
