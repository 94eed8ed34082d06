using System.Collections.Immutable;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Config;

/// <summary>Where a recipe's initrds are claimed to boot: `build` proves it before it writes them.</summary>
/// <param name="Platforms">Kinds of machines: "kvm".</param>
/// <param name="Roots">File systems of the root: "ext4".</param>
/// <param name="Features">What lies between a disk and the root: "luks".</param>
public sealed record ProofSettings(ImmutableArray<Located<string>> Platforms, ImmutableArray<Located<string>> Roots, ImmutableArray<Located<string>> Features)
{
    /// <summary>Platforms whose devices are known.</summary>
    public static ImmutableArray<string> KnownPlatforms { get; } = ["azure", "ec2", "gce", "hyperv", "kvm", "xen"];

    /// <summary>Features whose needs are known.</summary>
    public static ImmutableArray<string> KnownFeatures { get; } = ["dps", "iscsi", "luks", "lvm", "multipath", "network", "nfs", "nvme-of", "raid", "sysext", "tpm2", "verity"];

    /// <summary>Nothing is proven.</summary>
    public static ProofSettings None { get; } = new([], [], []);

    public bool ClaimsNothing => Platforms.IsEmpty && Roots.IsEmpty && Features.IsEmpty;
}
