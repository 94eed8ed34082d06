using System.Collections.Immutable;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Rules;

namespace InitrdComposer.Resolver;

/// <summary>What the resolver found: a set of packages, or why there is none.</summary>
/// <param name="MissingPaths">
/// Paths that were required and that no known file or provide has, sorted. When filelists are not loaded yet, load them and resolve again.
/// </param>
public abstract record Resolution(ImmutableArray<string> MissingPaths)
{
    /// <param name="Packages">Sorted by name, architecture, EVR.</param>
    /// <param name="Choices">Where several packages would have done, in the order they were decided.</param>
    public sealed record Solved(ImmutableArray<ResolvedPackage> Packages, ImmutableArray<Choice> Choices, ImmutableArray<string> MissingPaths)
        : Resolution(MissingPaths);

    /// <param name="Facts">A smallest set of facts that contradict each other: without any one of them there is a solution to the others.</param>
    /// <param name="Hints">What would help.</param>
    public sealed record Failed(ImmutableArray<Reason> Facts, ImmutableArray<Hint> Hints, ImmutableArray<string> MissingPaths) : Resolution(MissingPaths);
}

/// <summary>A package of the solution.</summary>
/// <param name="RequestedBy">Why it is here: everything of the solution that it satisfies, sorted; at least one.</param>
public sealed record ResolvedPackage(PackageId Package, ImmutableArray<Request> RequestedBy);

/// <summary>One edge of the closure.</summary>
/// <param name="Wanted">Index into <see cref="ResolutionRequest.Wanted"/>, when the request itself wants it.</param>
/// <param name="Package">The package whose dependency it is; for Supplements the one that is supplemented.</param>
/// <param name="Dependency">The spec, or the dependency as rpm prints it.</param>
/// <param name="IsWeak">Recommended or supplementing, not required.</param>
public sealed record Request(int? Wanted, PackageId? Package, string Dependency, bool IsWeak);

/// <summary>A decision between several packages.</summary>
/// <param name="For">What asked for one of them.</param>
/// <param name="Chosen">The one that is installed.</param>
/// <param name="Others">Those that would have done, in order of preference.</param>
/// <param name="Rule">The first rule of the order of choice that told them apart.</param>
public sealed record Choice(Request For, PackageId Chosen, ImmutableArray<PackageId> Others, ChoiceRule Rule);

/// <summary>The order of choice, first rule first (docs/reference/resolver.md).</summary>
public enum ChoiceRule
{
    Locked,
    Preference,
    RepositoryPriority,
    Architecture,
    Version,
    Obsoletes,
    Recommended,
    Suggested,
    NewerVersionExists,
    ProvidedVersion,
    Name,

    /// <summary>It was needed anyway, or the better ones did not fit.</summary>
    Necessity,
}

/// <summary>Something that would help.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The name, path or package meant.</param>
/// <param name="For">The dependency or spec that lacks a provider.</param>
public sealed record Hint(HintKind Kind, string Text, string For);

/// <summary>Kinds of help.</summary>
public enum HintKind
{
    /// <summary>A package or provide with a similar name.</summary>
    NearName,

    /// <summary>It is provided in another version.</summary>
    OtherVersion,

    /// <summary>A package provides it but is excluded; the text says by what.</summary>
    Excluded,

    /// <summary>A package of another architecture provides it.</summary>
    OtherArchitecture,

    /// <summary>A package provides it but is hidden by a repository of higher priority.</summary>
    LowerPriority,

    /// <summary>A package provides it but module streams hide it; the text says which and what would help.</summary>
    HiddenByStream,

    /// <summary>A path that known files do not have; filelists may.</summary>
    UnknownPath,
}
