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

    /// <summary>Reads each section once, for all banks.</summary>
    /// <param name="sections">What the stub sees: <see cref="UkiImage.Effective"/>.</param>
    /// <param name="banks">Those of the TPMs that it is for.</param>
    public static KernelBootForecast Of(ImmutableArray<UkiPart> sections, ImmutableArray<DigestAlgorithm> banks)
    {
        ImmutableArray<UkiPart> everywhere = [.. sections.Where(section => !MeasuredSection.ChosenByMachine.Contains(section.Name))];
        UkiPart[] trees = [.. sections.Where(section => section.Name == ".dtbauto")];
        IEnumerable<ImmutableArray<UkiPart>> machines = trees.Length == 0 ? [everywhere] : trees.Select(tree => everywhere.Add(tree));
        return new([.. machines.Select(seen => PcrForecast.Compute([.. MeasuredSection.Of(seen).SelectMany(section => section.Events())], banks))]);
    }

    /// <summary>PCR 11 after phases of userspace.</summary>
    public IEnumerable<Digest> After(PhasePath phases, DigestAlgorithm bank) => _machines.Select(machine => machine.KernelBootAfter(phases, bank));
}
