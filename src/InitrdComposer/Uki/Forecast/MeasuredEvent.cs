using System.Collections.Immutable;

namespace InitrdComposer.Uki.Forecast;

/// <summary>One extend of a PCR: an entry of a TCG event log.</summary>
/// <param name="Pcr">The PCR's number.</param>
/// <param name="Step">When.</param>
/// <param name="Description">What is measured, in words.</param>
/// <param name="Digests">What the PCR is extended with.</param>
/// <param name="Inputs">What the digest is made of, by the names of <see cref="ForecastInput"/>; empty: a constant.</param>
public sealed record MeasuredEvent(int Pcr, BootStep Step, string Description, BankDigests Digests, ImmutableArray<string> Inputs);

/// <summary>An extend that is to be computed.</summary>
internal sealed record PlannedEvent(int Pcr, BootStep Step, string Description, Measurable What, ImmutableArray<string> Inputs);
