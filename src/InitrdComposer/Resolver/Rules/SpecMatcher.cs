using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Solver;

namespace InitrdComposer.Resolver.Rules;

/// <summary>Turns what is wanted into clauses, as dnf reads specs: NEVRA forms before provides, a path by the files first.</summary>
internal sealed class SpecMatcher(Universe universe, WhatProvides whatProvides, Obsoleters obsoleters, ResolutionRequest request)
{
    private readonly BooleanExpansion _booleans = new(whatProvides);
    private readonly PackageGroups _groups = new(request.Comps);

    /// <summary>The clauses that a spec stands for: a glob has one for each name, a group one for each package. One empty clause when nothing matches.</summary>
    /// <exception cref="ComposerException">It is no spec.</exception>
    public IReadOnlyList<Literal[]> Match(string spec)
    {
        if (PackageGroups.IsGroup(spec)) return Group(spec);
        if (IsDependency(spec)) return Expand(spec);
        if (spec.StartsWith('/')) return [Installed(Files(spec))];

        int[] named = Named(spec);
        if (named.Length == 0) return [Installed(whatProvides.Of(new Dependency.Simple(spec, VersionRelation.Any, null)))];
        if (!Glob.IsPattern(spec)) return [Installed(named)];
        return [.. named.GroupBy(package => universe.Pool.Packages[package].Name).Select(Installed)];
    }

    /// <summary>Every package that a spec means, whether it may be chosen or not.</summary>
    public IEnumerable<int> MatchAll(string spec)
    {
        if (IsDependency(spec)) return Parse(spec) is Dependency.Simple simple ? whatProvides.All(simple) : [];
        IReadOnlyList<int> named = spec.StartsWith('/') ? [] : universe.Names.Match(spec);
        return named.Count > 0 ? named : whatProvides.All(new Dependency.Simple(spec, VersionRelation.Any, null));
    }

    private static bool IsDependency(string spec) => spec.StartsWith('(') || spec.AsSpan().ContainsAny("<>= ");

    private static Dependency Parse(string spec)
    {
        try
        {
            return Dependency.Parse(spec.StartsWith('(') ? spec : SpecSpacing.Apply(spec));
        }
        catch (MalformedDataException malformed)
        {
            throw new ComposerException(
                ResolverDiagnostics.MalformedSpec, $"{malformed.Field}: got {malformed.Got}, expected {malformed.Expected}",
                hint: "a spec is a name, name.arch, a NEVRA, \"name >= version\", a glob, a path, a provide or a boolean dependency", cause: malformed);
        }
    }

    private List<Literal[]> Expand(string spec) => _booleans.Of(Parse(spec))?.Clauses ?? throw new ComposerException(
        ResolverDiagnostics.MalformedSpec, $"\"{spec}\": got more than {NormalForm.MaximumLiterals} combinations, expected fewer");

    private static Literal[] Installed(IEnumerable<int> packages) => [.. packages.Select(Literal.Installed)];

    /// <summary>As dnf: packages that no repository has are passed over.</summary>
    private List<Literal[]> Group(string spec)
    {
        List<Literal[]> clauses = [];
        foreach (CompsPackage package in _groups.Find(spec))
        {
            int[] named = Named(package.Name);
            if (package.BaseArchOnly) named = [.. named.Where(one => universe.Pool.Strings.Text(universe.Pool.Packages[one].Arch) == request.Architecture)];
            if (named.Length == 0) continue;
            if (package.Requires is null) clauses.Add(Installed(named));
            else clauses.AddRange(NormalForm.Or(NormalForm.AnyOf(named), _booleans.NotOf(new Dependency.Simple(package.Requires, VersionRelation.Any, null)))?.Clauses ?? []);
        }

        return clauses.Count > 0 ? clauses : [[]];
    }

    private int[] Files(string spec)
    {
        if (!Glob.IsPattern(spec)) return whatProvides.Of(new Dependency.Simple(spec, VersionRelation.Any, null));
        int[] found =
        [
            .. Enumerable.Range(0, universe.Pool.Packages.Length)
                .Where(package => universe[package] == Availability.Available && HasFile(package, spec)),
        ];
        Array.Sort(found, universe);
        return found;
    }

    private bool HasFile(int package, string glob)
    {
        foreach (StringId file in universe.Pool.Files(new PackageId(package)))
        {
            if (Glob.Matches(glob, universe.Pool.Strings.Text(file))) return true;
        }

        return false;
    }

    private int[] Named(string spec)
    {
        IReadOnlyList<int> all = universe.Names.Match(spec);
        if (all.Count > 0 && !all.Any(package => universe[package] == Availability.Available) && universe.Names.IsVersioned(spec))
        {
            foreach (int package in all.Where(package => universe[package] == Availability.LowerPriority)) universe.Reveal(package);
        }

        int[] available = [.. all.Where(package => universe[package] == Availability.Available)];

        // dnf: who asks for a name alone may get what obsoletes it.
        if (!Glob.IsPattern(spec) && universe.Names.MatchName(spec).Count > 0) available = [.. available.Union(all.SelectMany(obsoleters.Of))];
        Array.Sort(available, universe);
        return available;
    }
}
