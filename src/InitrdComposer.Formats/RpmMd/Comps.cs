using System.Collections.Immutable;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>comps.xml: named groups of packages, and environments made of groups (yum's comps.rng).</summary>
public sealed record Comps(ImmutableArray<CompsGroup> Groups, ImmutableArray<CompsEnvironment> Environments);

/// <param name="Id">What specs call it: "core".</param>
/// <param name="Name">For people, without translations; empty when absent.</param>
public sealed record CompsGroup(string Id, string Name, ImmutableArray<CompsPackage> Packages);

/// <param name="Type">How much the group wants it.</param>
/// <param name="Requires">Of a conditional package: what must be installed; else null.</param>
/// <param name="BaseArchOnly">Only of the machine's own architecture.</param>
public sealed record CompsPackage(string Name, CompsPackageType Type, string? Requires, bool BaseArchOnly);

/// <summary>How much a group wants a package.</summary>
public enum CompsPackageType
{
    Mandatory,
    Default,
    Optional,
    Conditional,
}

/// <param name="Groups">Ids of those that belong to it; without the optional ones.</param>
public sealed record CompsEnvironment(string Id, string Name, ImmutableArray<string> Groups);
