using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Uki.PcrSignatures;

/// <summary>
/// What PCR 11 may be on all machines that start a UKI's profile: the stub measures that .dtbauto alone which it chooses, so that each has a value of its
/// own; .efifw is left out, as ukify leaves it.
/// </summary>
public sealed class KernelBootForecast
{
    private readonly ImmutableArray<PcrForecast> _machines;

    private KernelBootForecast(ImmutableArray<PcrForecast> machines) => _machines = machines;

    /// <summary>Of several profiles; reads each section once, for all profiles and banks.</summary>
    /// <param name="profiles">What the stub sees in each: <see cref="UkiImage.SeenByStub"/>.</param>
    /// <param name="banks">Those of the TPMs that it is for.</param>
    public static ImmutableArray<KernelBootForecast> OfAll(IEnumerable<ImmutableArray<UkiPart>> profiles, ImmutableArray<DigestAlgorithm> banks)
    {
        PlannedEvent[][][] plans = [.. profiles.Select(sections => Machines(sections).Select(seen => MeasuredSection.Of(seen).SelectMany(section => section.Events()).ToArray()).ToArray())];
        var forecasts = new Queue<PcrForecast>(PcrForecast.ComputeAll([.. plans.SelectMany(machines => machines)], banks));
        return [.. plans.Select(machines => new KernelBootForecast([.. machines.Select(_ => forecasts.Dequeue())]))];
    }

    private static IEnumerable<ImmutableArray<UkiPart>> Machines(ImmutableArray<UkiPart> sections)
    {
        ImmutableArray<UkiPart> everywhere = [.. sections.Where(section => !MeasuredSection.ChosenByMachine.Contains(section.Name))];
        UkiPart[] trees = [.. sections.Where(section => section.Name == UkiSectionNames.AutoDeviceTree)];
        return trees.Length == 0 ? [everywhere] : trees.Select(tree => everywhere.Add(tree));
    }

    /// <summary>PCR 11 after phases of userspace.</summary>
    public IEnumerable<Digest> After(PhasePath phases, DigestAlgorithm bank) => _machines.Select(machine => machine.KernelBootAfter(phases, bank));
}
