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

    /// <summary>What ukify's --sign-initrd-pcrs adds: NvPCRs are initialized with such a signature (systemd 261).</summary>
    public static PcrPhases Initrd { get; } = new([PhasePath.Parse("enter-initrd")], "initrd");

    /// <summary>What PCR 11 is in these phases, by phase.</summary>
    public IEnumerable<Digest> ValuesOf(KernelBootForecast forecast, DigestAlgorithm bank) => Phases.SelectMany(phase => forecast.After(phase, bank)).Distinct();
}
