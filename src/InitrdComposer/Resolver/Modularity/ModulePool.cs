using System.Collections.Immutable;
using System.Globalization;
using InitrdComposer.Formats;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Packages;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Explain;

namespace InitrdComposer.Resolver.Modularity;

/// <summary>
/// Module streams as packages, so that the resolver decides which can be active together, as libdnf asks libsolv. Builds of a stream that require the same are
/// one package; a module provides "module(name)" and "module(name:stream)" and conflicts with its other streams.
/// </summary>
internal sealed class ModulePool
{
    /// <summary>A module that stands for the distribution itself; no repository has it.</summary>
    private const string Platform = "platform";

    private readonly PoolBuilder _builder = new();
    private readonly List<ImmutableArray<ModuleBuild>> _units = [];
    private readonly Pool _pool;
    private readonly PackageResolver _resolver;

    public ModulePool(IEnumerable<ModuleBuild> builds)
    {
        foreach (IGrouping<string, ModuleBuild> module in builds.GroupBy(build => build.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            string[] streams = [.. module.Select(build => build.Stream).Distinct().Order(StringComparer.Ordinal)];
            foreach (var unit in module.GroupBy(build => (build.Stream, Requires: RequiresOf(build)?.ToString())).OrderBy(group => group.Key)) Add([.. unit], streams);
        }

        _pool = _builder.Build();
        _resolver = new(_pool);
    }

    /// <summary>Builds of streams that are active when these are.</summary>
    /// <param name="streams">Those that must be.</param>
    /// <param name="why">Null, or why they cannot.</param>
    public ImmutableArray<ModuleBuild> Solve(IEnumerable<(string Module, string Stream)> streams, out string? why)
    {
        var request = new ResolutionRequest("noarch", [.. streams.Select(stream => OfStream(stream.Module, stream.Stream).ToString())]);
        Resolution resolution = _resolver.Resolve(request);
        why = resolution is Resolution.Failed failed ? Explanation.Of(_pool, request, failed) : null;
        return resolution is Resolution.Solved solved ? [.. solved.Packages.SelectMany(package => _units[package.Package.Index])] : [];
    }

    private void Add(ImmutableArray<ModuleBuild> unit, string[] streams)
    {
        ModuleBuild newest = unit.MaxBy(build => build.Version)!;
        PackageId id = AddPackage($"{newest.Name}:{newest.Stream}", newest.Version, newest.Context);
        _units.Add(unit);
        _builder.AddDependency(id, DependencyKind.Provides, _builder.Intern(OfModule(newest.Name)));
        _builder.AddDependency(id, DependencyKind.Provides, _builder.Intern(OfStream(newest.Name, newest.Stream)));
        if (RequiresOf(newest) is Dependency requires) _builder.AddDependency(id, DependencyKind.Requires, _builder.Intern(requires));
        foreach (string other in streams.Where(other => other != newest.Stream))
        {
            _builder.AddDependency(id, DependencyKind.Conflicts, _builder.Intern(OfStream(newest.Name, other)));
        }
    }

    // The context stands where nobody looks but to tell equals apart.
    private PackageId AddPackage(string name, ulong version, string context)
    {
        string number = version.ToString(CultureInfo.InvariantCulture);
        StringId Intern(string text) => _builder.Strings.Intern(text);
        return _builder.Add(
            new(0, Intern(name), 0, Intern(number), Intern("1"), Intern("noarch"), Intern($"{number}-1"), Intern(context), 0, 0, 0), Digest.Sha256Of([]));
    }

    private static Dependency? RequiresOf(ModuleBuild build) => build.Requires
        .Select(requires => requires.Streams.Where(entry => entry.Key != Platform).Select(entry => OneOf(entry.Key, entry.Value)).Aggregate((Dependency?)null, And))
        .Aggregate((IsFirst: true, All: (Dependency?)null), (said, next) => (false, said.IsFirst ? next : Or(said.All, next))).All;

    private static Dependency And(Dependency? left, Dependency right) => left is null ? right : new Dependency.And(left, right);

    // Who requires nothing is met.
    private static Dependency.Or? Or(Dependency? left, Dependency? right) => left is null || right is null ? null : new Dependency.Or(left, right);

    private static Dependency OneOf(string module, ImmutableArray<string> accepted)
    {
        string[] refused = [.. accepted.Where(stream => stream.StartsWith('-')).Select(stream => stream[1..])];
        Dependency[] wanted = [.. accepted.Where(stream => !stream.StartsWith('-')).Select(stream => OfStream(module, stream))];
        Dependency any = wanted.Length > 0 ? wanted.Aggregate((left, right) => new Dependency.Or(left, right)) : OfModule(module);
        return refused.Aggregate(any, (left, stream) => new Dependency.Without(left, OfStream(module, stream)));
    }

    private static Dependency.Simple OfModule(string module) => new($"module({module})", VersionRelation.Any, null);

    private static Dependency.Simple OfStream(string module, string stream) => new($"module({module}:{stream})", VersionRelation.Any, null);
}
