using System.Collections.Immutable;
using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Rules;

namespace InitrdComposer.Resolver.Explain;

/// <summary>What would help where nothing provides what is needed.</summary>
internal sealed class Hints(Universe universe, WhatProvides whatProvides, SpecMatcher specs)
{
    /// <summary>More than these per dependency do not help.</summary>
    private const int MaximumPerNeed = 3;

    public ImmutableArray<Hint> For(IEnumerable<Reason> facts, ResolutionRequest request) =>
        [.. facts.SelectMany(fact => For(fact, request)).Distinct()];

    private IEnumerable<Hint> For(Reason fact, ResolutionRequest request) => fact switch
    {
        Reason.Wanted { Candidates.IsEmpty: true } wanted when PackageGroups.IsGroup(request.Wanted[wanted.Index]) => ForGroup(request.Wanted[wanted.Index], request),
        Reason.Wanted { Candidates.IsEmpty: true } wanted => ForNeed(request.Wanted[wanted.Index], specs.MatchAll(request.Wanted[wanted.Index])),
        Reason.Requires { Providers.IsEmpty: true } requires => ForDependency(universe.Pool.ToDependency(requires.Dependency)),
        _ => [],
    };

    private static IEnumerable<Hint> ForGroup(string spec, ResolutionRequest request) =>
        NearNames.Of(new PackageGroups(request.Comps).Specs, spec).Take(MaximumPerNeed).Select(near => new Hint(HintKind.NearName, near, spec));

    private IEnumerable<Hint> ForDependency(Dependency dependency) => dependency switch
    {
        Dependency.Simple simple => ForNeed(simple.ToString(), whatProvides.All(simple)),
        Dependency.And(var left, var right) => ForDependency(left).Concat(ForDependency(right)),
        Dependency.Or(var left, var right) => ForDependency(left).Concat(ForDependency(right)),
        Dependency.If(var then, _, _) => ForDependency(then),
        Dependency.With(Dependency.Simple left, _) => OtherVersions(dependency.ToString(), left.Name).Take(MaximumPerNeed),
        _ => [],
    };

    private IEnumerable<Hint> ForNeed(string need, IEnumerable<int> anyway)
    {
        List<Hint> hints = [.. Refused(need, anyway).Take(MaximumPerNeed)];
        if (hints.Count > 0) return hints;

        string name = need.Split(' ', '<', '>', '=')[0];
        hints.AddRange(OtherVersions(need, name).Take(MaximumPerNeed));
        if (hints.Count > 0) return hints;
        if (name.StartsWith('/')) return Alias(need, name).DefaultIfEmpty(new(HintKind.UnknownPath, name, need));
        return NearNames.Of(universe.Pool, name).Take(MaximumPerNeed).Select(near => new Hint(HintKind.NearName, near, need));
    }

    /// <summary>Packages that have it but may not be chosen.</summary>
    private IEnumerable<Hint> Refused(string need, IEnumerable<int> anyway) =>
        from package in anyway.Order(universe)
        let kind = universe[package] switch
        {
            Availability.Excluded => HintKind.Excluded,
            Availability.OtherArchitecture => HintKind.OtherArchitecture,
            Availability.LowerPriority => HintKind.LowerPriority,
            Availability.HiddenByStream => HintKind.HiddenByStream,
            _ => (HintKind?)null,
        }
        where kind is not null
        select new Hint(kind.Value, Words(kind.Value, package), need);

    private string Words(HintKind kind, int package) => kind switch
    {
        HintKind.Excluded => $"{Name(package)} has it, but is excluded by {universe.ExcludedBy(package)}",
        HintKind.HiddenByStream => $"{Name(package)} has it, but {universe.HiddenBy(package)}",
        _ => Name(package),
    };

    private IEnumerable<Hint> OtherVersions(string need, string name) =>
        from provided in whatProvides.Versions(name).OrderBy(provided => provided.Package, universe).ThenBy(provided => provided.Evr, StringComparer.Ordinal)
        where universe[provided.Package] == Availability.Available
        select new Hint(HintKind.OtherVersion, $"{Name(provided.Package)} provides {name} = {provided.Evr}", need);

    // Merged /usr: packages name a file by either of its two paths.
    private IEnumerable<Hint> Alias(string need, string path)
    {
        string other = path.StartsWith("/usr/", StringComparison.Ordinal) ? path["/usr".Length..] : $"/usr{path}";
        return whatProvides.Of(new Dependency.Simple(other, VersionRelation.Any, null)).Take(1)
            .Select(package => new Hint(HintKind.NearName, $"{other} of {Name(package)}", need));
    }

    private string Name(int package) => universe.Pool.Nevra(new(package)).ToString();
}
