using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Choose;
using InitrdComposer.Resolver.Explain;
using InitrdComposer.Resolver.Rules;
using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver;

/// <summary>
/// Finds packages that satisfy what is wanted, with RPM's rules and dnf's choices. A pure function of pool and request: no disk, no network, no clock.
/// </summary>
/// <param name="pool">Looked up by name in several ways; what that takes is kept for the next request.</param>
public sealed class PackageResolver(Pool pool)
{
    private readonly PoolIndex _index = new(pool);

    public Pool Pool => pool;

    /// <summary>What may be asked of the packages that a request sees.</summary>
    public CandidateQuestions Questions(ResolutionRequest request) => new(_index, request);

    /// <summary>Resolves one request.</summary>
    /// <inheritdoc cref="Resolve(ResolutionRequest)"/>
    public static Resolution Resolve(Pool pool, ResolutionRequest request) => new PackageResolver(pool).Resolve(request);

    /// <exception cref="ComposerException">A spec cannot be read, or the search met its limit.</exception>
    public Resolution Resolve(ResolutionRequest request)
    {
        if (!request.Locked.IsEmpty)
        {
            // What may not be chosen any more cannot be stayed with.
            var universe = new Universe(_index, request);
            ImmutableArray<PackageId> available = [.. request.Locked.Where(package => universe[package.Index] == Availability.Available)];
            if (available.Length == request.Locked.Length && Standing(request) is Resolution.Solved standing) return standing;
            request = request with { Locked = available };
        }

        Resolution resolution = Resolve(request, [])!;

        // A lock never makes anything impossible: why it is is told without one.
        bool isLocked = !request.Locked.IsEmpty || !request.Updated.IsEmpty;
        return resolution is Resolution.Failed && isLocked ? Resolve(request with { Locked = [], Updated = [] }, [])! : resolution;
    }

    /// <summary>The locked packages, if they are a solution as they are and none of them is there without a reason; else null.</summary>
    private Resolution.Solved? Standing(ResolutionRequest request)
    {
        if (!request.Updated.IsEmpty) return null;
        Clause[] assumptions = [.. request.Locked.Select(package => new Clause([Literal.Installed(package.Index)], null, []))];
        return Resolve(request, assumptions) is Resolution.Solved solved
            && solved.Packages.Select(package => package.Package).ToHashSet().SetEquals(request.Locked)
            && Edges.AllAreReached(solved.Packages) ? solved : null;
    }

    /// <summary>Null when what is assumed besides the request cannot be.</summary>
    private Resolution? Resolve(ResolutionRequest request, Clause[] assumptions)
    {
        var universe = new Universe(_index, request);
        var whatProvides = new WhatProvides(universe);
        var specs = new SpecMatcher(universe, whatProvides, new Obsoleters(universe, whatProvides), request);
        HashSet<int> installOnly = [.. request.InstallOnly.SelectMany(specs.MatchAll)];
        var rules = new PackageRules(universe, whatProvides, request.Base, installOnly.Contains);
        var targets = new WeakTargets(pool, rules, new BooleanExpansion(whatProvides));
        var preferences = new Preferences(request, specs);
        var policy = new Policy(universe, whatProvides, request, preferences, targets);
        var chooser = new Chooser(
            universe, policy, new LockedVersions(universe, policy, request), request.WeakDependencies ? new WeakDependencies(universe, rules, targets, preferences) : null);

        Clause[] facts =
        [
            .. request.Base.Select(package => new Clause([Literal.Installed(package.Index)], new Reason.InBase(package))),
            .. request.Wanted.SelectMany((spec, index) => specs.Match(spec).Select(clause => Wanted(index, clause, request.Best ? policy : null))),
            .. assumptions,
        ];
        var search = new Search(pool.Packages.Length, package => rules.Of(package), chooser);
        List<Clause>? refutation = search.Run(facts);
        ImmutableArray<string> missing = [.. whatProvides.MissingPaths];
        if (refutation is not null)
        {
            if (assumptions.Length > 0) return null;
            ImmutableArray<Reason> core = FactOrder.Sort(MinimalCore.Of(pool.Packages.Length, refutation).Select(clause => clause.Reason!), request);
            return new Resolution.Failed(core, new Hints(universe, whatProvides, specs).For(core, request), missing);
        }

        var edges = new Edges(pool, request, rules, targets, facts);
        return new Resolution.Solved(
            edges.Of(search.Assignment, universe),
            [.. chooser.Branches.Select(branch => edges.ToChoice(branch, search.Assignment))],
            missing);
    }

    private static Clause Wanted(int index, Literal[] clause, Policy? best)
    {
        if (best is not null && clause.Length > 1 && clause.All(literal => literal.IsPositive))
        {
            clause = [.. best.Best([.. clause.Select(literal => literal.Variable)]).Packages.Select(Literal.Installed)];
        }

        return new(clause, new Reason.Wanted(index, [.. clause.Where(literal => literal.IsPositive).Select(literal => new PackageId(literal.Variable))]));
    }
}
