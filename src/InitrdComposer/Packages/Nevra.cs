namespace InitrdComposer.Packages;

/// <summary>A package's full name: name, epoch, version, release, architecture.</summary>
public sealed record Nevra(string Name, Evr Evr, string Arch)
{
    /// <summary>Written "name-[epoch:]version-release.arch", an epoch of 0 left out, as dnf does.</summary>
    public override string ToString() => $"{Name}-{Evr}.{Arch}";
}
