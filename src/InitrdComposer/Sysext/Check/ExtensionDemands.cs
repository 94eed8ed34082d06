using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>What extensions are held against beside the base.</summary>
/// <param name="Scope">Where they are merged: "initrd", "system", "portable"; null: as the base is.</param>
/// <param name="Policy">systemd.image-policy(7); null: systemd's for the scope.</param>
/// <param name="Certificates">Of signers that are trusted beside those in the base.</param>
/// <param name="Db">Certificates of the firmware's variable db, which the kernel trusts, and what they issued.</param>
public sealed record ExtensionDemands(
    string? Scope = null, ImagePolicy? Policy = null, ImmutableArray<X509Certificate2> Certificates = default, ImmutableArray<X509Certificate2> Db = default)
{
    /// <summary>Threads that hash: as many as the machine runs at once.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal string ScopeFor(ExtensionBase @base) => Scope ?? (@base.IsInitrd ? "initrd" : "system");

    internal ImagePolicy PolicyFor(ExtensionBase @base, ExtensionKind kind) => Policy ?? ImagePolicy.DefaultOf(ScopeFor(@base) == "initrd", kind);
}
