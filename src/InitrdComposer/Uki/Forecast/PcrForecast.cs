using System.Collections.Immutable;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Forecast;

/// <summary>What a boot measures, and so what its PCRs hold.</summary>
/// <param name="Banks">Those that digests were made for.</param>
/// <param name="Events">In the order in which firmware, stub and kernel measure.</param>
public sealed record PcrForecast(ImmutableArray<DigestAlgorithm> Banks, ImmutableArray<MeasuredEvent> Events)
{
    /// <summary>The PCRs that something is said of, ascending: that nothing is measured into one of these is said, too.</summary>
    public IEnumerable<int> Pcrs =>
        Events.Select(measured => measured.Pcr).Concat([Pcr.BootLoaderCode, Pcr.KernelInitrd, Pcr.KernelBoot, Pcr.KernelConfig, Pcr.SystemExtensions]).Distinct().Order();

    /// <summary>A PCR when the kernel starts; zero if nothing is measured into it.</summary>
    public Digest ValueOf(int pcr, DigestAlgorithm bank) =>
        Events.Where(measured => measured.Pcr == pcr).Aggregate(Pcr.Zero(bank), (value, measured) => value.Extend(measured.Digests[bank]));

    /// <summary>PCR 11 after phases of userspace.</summary>
    public Digest KernelBootAfter(PhasePath phases, DigestAlgorithm bank) => phases.Extend(ValueOf(Pcr.KernelBoot, bank));

    /// <summary>Reads what several boots measure, once where they measure the same.</summary>
    internal static ImmutableArray<PcrForecast> ComputeAll(IReadOnlyList<IReadOnlyList<PlannedEvent>> plans, ImmutableArray<DigestAlgorithm> banks)
    {
        Dictionary<Measurable, BankDigests> found = Measurable.DigestsOf(plans.SelectMany(plan => plan).Select(planned => planned.What), banks);
        return [.. plans.Select(plan => new PcrForecast(banks, [.. plan.Select(planned => new MeasuredEvent(planned.Pcr, planned.Step, planned.Description, found[planned.What], planned.Inputs))]))];
    }
}
