namespace InitrdComposer.Packages;

/// <summary>Epoch, version, release. A missing epoch counts as 0; a missing release matches every release in a range (rpm, "Dependency matching").</summary>
public readonly record struct Evr(uint? Epoch, string Version, string? Release)
{
    /// <summary>Written "[epoch:]version[-release]"; an epoch of 0 is left out.</summary>
    public override string ToString() => (Epoch is > 0 ? $"{Epoch}:" : "") + Version + (Release is null ? "" : $"-{Release}");
}
