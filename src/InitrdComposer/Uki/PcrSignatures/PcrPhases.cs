using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Uki.PcrSignatures;

/// <summary>In which phases of a boot secrets may be had: a group of policies under one reference, as ukify's --phases and --sign-initrd-pcrs name them.</summary>
/// <param name="Phases">Phase paths, for each of which PCR 11 has a value of its own.</param>
/// <param name="Reference">The policy reference of the group; null: none.</param>
public sealed record PcrPhases(ImmutableArray<PhasePath> Phases, string? Reference)
{
    /// <summary>Those of systemd-measure.</summary>
    public static PcrPhases Default { get; } = new(PhasePath.Defaults, null);

    /// <summary>What PCR 11 is in these phases, by bank, then by phase; reads each section once.</summary>
    /// <param name="sections">What the stub sees: <see cref="UkiImage.Effective"/>.</param>
    /// <param name="banks">Those of the TPMs that it is for.</param>
    public ImmutableArray<Digest> ValuesOf(ImmutableArray<UkiPart> sections, ImmutableArray<DigestAlgorithm> banks)
    {
        PcrForecast[] forecasts = [.. Machines(sections).Select(seen => PcrForecast.Compute([.. MeasuredSection.Of(seen).SelectMany(section => section.Events())], banks))];
        return [.. banks.SelectMany(bank => forecasts.SelectMany(forecast => Phases.Select(phase => forecast.KernelBootAfter(phase, bank)))).Distinct()];
    }

    /// <summary>
    /// What differs by machine: the stub measures that .dtbauto alone which it chooses, so that each gets a policy; .efifw is left out, as ukify leaves it.
    /// </summary>
    private static IEnumerable<ImmutableArray<UkiPart>> Machines(ImmutableArray<UkiPart> sections)
    {
        ImmutableArray<UkiPart> everywhere = [.. sections.Where(section => !MeasuredSection.ChosenByMachine.Contains(section.Name))];
        UkiPart[] trees = [.. sections.Where(section => section.Name == ".dtbauto")];
        return trees.Length == 0 ? [everywhere] : trees.Select(tree => everywhere.Add(tree));
    }
}
