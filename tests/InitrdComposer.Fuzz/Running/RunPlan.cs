namespace InitrdComposer.Fuzz.Running;

/// <summary>How long to run, and of what.</summary>
internal sealed record RunPlan(TimeSpan Duration, long Executions, ulong Seed, bool IsFresh);
