using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Explain;
using InitrdComposer.Resolver.Rules;

namespace InitrdComposer.Resolver;

/// <summary>Why a package was not chosen: whether a request lets it be chosen at all, and whether it is what some dependency asks for.</summary>
public sealed class CandidateQuestions
{
    private readonly Universe _universe;
    private readonly WhatProvides _whatProvides;
    private readonly SpecMatcher _specs;

    internal CandidateQuestions(PoolIndex index, ResolutionRequest request)
    {
        _universe = new(index, request);
        _whatProvides = new(_universe);
        _specs = new(_universe, _whatProvides, new Obsoleters(_universe, _whatProvides), request);
    }

    public bool IsExcluded(PackageId package) => _universe[package.Index] == Availability.Excluded;

    /// <summary>Whether a repository of higher priority has the name.</summary>
    public bool IsHidden(PackageId package) => _universe[package.Index] == Availability.LowerPriority;

    /// <summary>Whether it belongs to a module stream that is not active, or an active one has its name.</summary>
    public bool IsHiddenByStream(PackageId package) => _universe[package.Index] == Availability.HiddenByStream;

    /// <summary>Whether any package is what a spec asks for, whether it may be chosen or not.</summary>
    /// <exception cref="ComposerException">It is no spec.</exception>
    public bool IsKnown(string spec) => _specs.MatchAll(spec).Any();

    /// <summary>The packages that may be chosen for a capability.</summary>
    public ImmutableArray<PackageId> ProvidersOf(string capability) =>
        [.. _whatProvides.Of(new Dependency.Simple(capability, VersionRelation.Any, null)).Select(package => new PackageId(package))];

    /// <summary>A name that somebody may have meant.</summary>
    public string? NearName(string name) => NearNames.Of(_universe.Pool, name).FirstOrDefault();

    /// <summary>Whether a package is one that a spec or dependency asks for. Boolean dependencies speak of several: no single one decides them.</summary>
    public bool Satisfies(PackageId package, string dependency)
    {
        try
        {
            return dependency.StartsWith('(') || _specs.MatchAll(dependency).Contains(package.Index);
        }
        catch (ComposerException)
        {
            // A text that nobody can read asks for nothing that could be named.
            return true;
        }
    }
}
