using System.Collections.Immutable;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Forecast;

/// <summary>What a boot measures, and so what its PCRs hold.</summary>
/// <param name="Banks">Those that digests were made for.</param>
/// <param name="Events">In the order in which firmware, stub and kernel measure.</param>
public sealed record PcrForecast(ImmutableArray<DigestAlgorithm> Banks, ImmutableArray<MeasuredEvent> Events)
{
    /// <summary>The PCRs that something is said of, ascending.</summary>
    public IEnumerable<int> Pcrs => Events.Select(measured => measured.Pcr).Distinct().Order();

    /// <summary>A PCR when the kernel starts; zero if nothing is measured into it.</summary>
    public Digest ValueOf(int pcr, DigestAlgorithm bank) =>
        Events.Where(measured => measured.Pcr == pcr).Aggregate(Pcr.Zero(bank), (value, measured) => value.Extend(measured.Digests[bank]));

    /// <summary>PCR 11 after phases of userspace.</summary>
    public Digest KernelBootAfter(PhasePath phases, DigestAlgorithm bank) => phases.Extend(ValueOf(Pcr.KernelBoot, bank));

    /// <summary>Reads what is measured, several things side by side.</summary>
    internal static PcrForecast Compute(IReadOnlyList<PlannedEvent> plan, ImmutableArray<DigestAlgorithm> banks)
    {
        var digests = new BankDigests[plan.Count];
        ParallelWork.Run(Environment.ProcessorCount, [.. Enumerable.Range(0, plan.Count)], i => digests[i] = plan[i].What.DigestsIn(banks));
        return new(banks, [.. plan.Zip(digests, (planned, digest) => new MeasuredEvent(planned.Pcr, planned.Description, digest, planned.Inputs))]);
    }
}
