using System.Collections.Immutable;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Modularity;
using InitrdComposer.Resolver.Rules;

namespace InitrdComposer.Resolver;

/// <summary>What is asked of the resolver. Forms of specs, and how choices are made: docs/reference/resolver.md.</summary>
/// <param name="Architecture">As RPM writes it: x86_64, aarch64.</param>
/// <param name="Wanted">Specs: name, name.arch, NEVRA, "name >= evr", glob, absolute path, provide, boolean dependency.</param>
public sealed record ResolutionRequest(string Architecture, ImmutableArray<string> Wanted)
{
    /// <summary>Specs of packages that may not be chosen.</summary>
    public ImmutableArray<string> Excludes { get; init; } = [];

    /// <summary>Whether Recommends and Supplements are followed.</summary>
    public bool WeakDependencies { get; init; }

    /// <summary>Whether packages of the secondary architecture may be chosen (i686 on x86_64), beside those of the first.</summary>
    public bool Multilib { get; init; }

    /// <summary>Priority a repository of the pool, as in dnf: 1 to 99, the lowest wins; 99 for those beyond the end.</summary>
    public ImmutableArray<int> Priorities { get; init; } = [];

    /// <summary>Cost a repository of the pool, as in dnf: the lowest wins between the same package in repositories of one priority; 1000 for those beyond the end.</summary>
    public ImmutableArray<int> Costs { get; init; } = [];

    /// <summary>What is seen of each repository of the pool; everything of those beyond the end.</summary>
    public ImmutableArray<RepositoryFilter> Filters { get; init; } = [];

    /// <summary>Whether a package of a repository hides those of the same name in repositories of lower priority, as dnf does it.</summary>
    public bool StrictPriorities { get; init; } = true;

    /// <summary>Whether what is wanted must be installed in its best version, or not at all.</summary>
    public bool Best { get; init; }

    /// <summary>In ascending order of weight: the last that matches a package decides.</summary>
    public ImmutableArray<Preference> Preferences { get; init; } = [];

    /// <summary>
    /// What a lock holds: stayed with wherever that is possible. Where they still are a solution, and each is still needed, they are the solution.
    /// </summary>
    public ImmutableArray<PackageId> Locked { get; init; } = [];

    /// <summary>Names of packages that shall have their best version, even where locked packages move because of it.</summary>
    public ImmutableArray<string> Updated { get; init; } = [];

    /// <summary>Names or provides of packages of which several versions may be installed side by side.</summary>
    public ImmutableArray<string> InstallOnly { get; init; } = [];

    /// <summary>What "@group" and "@^environment" mean.</summary>
    public ImmutableArray<Comps> Comps { get; init; } = [];

    /// <summary>Module streams, whose packages hide others.</summary>
    public ActiveStreams Streams { get; init; } = ActiveStreams.None;

    /// <summary>Whether a group or environment is wanted.</summary>
    public bool WantsGroups => Wanted.Any(PackageGroups.IsGroup);

    /// <summary>Packages that are there already and stay as they are; not part of the result.</summary>
    public ImmutableArray<PackageId> Base { get; init; } = [];
}

/// <summary>Which packages of a repository may be chosen.</summary>
/// <param name="Includes">Specs of those that may; empty: all.</param>
/// <param name="Excludes">Specs of those that may not.</param>
public sealed record RepositoryFilter(ImmutableArray<string> Includes, ImmutableArray<string> Excludes)
{
    /// <summary>Whether module streams hide nothing of it (dnf's module_hotfixes).</summary>
    public bool IsHotfix { get; init; }
}

/// <summary>A wish about packages that are not named otherwise.</summary>
/// <param name="Spec">Which packages.</param>
public sealed record Preference(string Spec, PreferenceKind Kind);

/// <summary>What is wished.</summary>
public enum PreferenceKind
{
    /// <summary>Choose it where there is a choice.</summary>
    Favor,

    /// <summary>Choose it only where there is no other choice, and never because of a weak dependency.</summary>
    Disfavor,

    /// <summary>Never choose it because of a weak dependency.</summary>
    ExcludeFromWeak,
}
