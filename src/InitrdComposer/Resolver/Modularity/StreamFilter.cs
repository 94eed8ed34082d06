using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Repository;
using InitrdComposer.Resolver.Rules;

namespace InitrdComposer.Resolver.Modularity;

/// <summary>
/// Packages that module streams hide, as libdnf's dnf_sack_filter_modules_v2: those of streams that are not active; and, outside of modules, those that have or
/// provide the name of a package of an active one. Nothing of a hotfix repository is hidden.
/// </summary>
internal sealed class StreamFilter
{
    private readonly Pool _pool;
    private readonly ResolutionRequest _request;
    private readonly Dictionary<int, HiddenByStream> _hidden = [];

    public StreamFilter(PoolIndex index, ResolutionRequest request)
    {
        (_pool, _request) = (index.Pool, request);
        ActiveStreams streams = request.Streams;
        if (streams.Active.IsEmpty && streams.Inactive.IsEmpty) return;

        HashSet<int> active = [.. streams.Active.SelectMany(build => build.Artifacts).SelectMany(artifact => index.Artifacts[artifact])];
        foreach (ModuleBuild build in streams.Inactive)
        {
            foreach (int package in build.Artifacts.SelectMany(artifact => index.Artifacts[artifact])) Hide(package, new(build, IsShadow: false), active);
        }

        Dictionary<string, ModuleBuild> names = new(StringComparer.Ordinal);
        foreach (ModuleBuild build in streams.Active)
        {
            foreach (string name in build.Artifacts.Select(NameOf).OfType<string>()) names.TryAdd(name, build);
        }

        foreach ((string name, ModuleBuild build) in names)
        {
            // A package provides its own name.
            if (_pool.Strings.Find(name) is not StringId id) continue;
            foreach (NameIndex.Entry entry in index.Provides[id]) Hide(entry.Package, new(build, IsShadow: true), active);
        }
    }

    /// <summary>What hides each package that is hidden.</summary>
    public IReadOnlyDictionary<int, HiddenByStream> Hidden => _hidden;

    private void Hide(int package, HiddenByStream reason, HashSet<int> active)
    {
        int repository = _pool.Packages[package].Repository;
        bool isHotfix = repository < _request.Filters.Length && _request.Filters[repository].IsHotfix;
        if (!isHotfix && !active.Contains(package)) _hidden.TryAdd(package, reason);
    }

    private static string? NameOf(string artifact)
    {
        int release = artifact.LastIndexOf('-');
        int version = release > 0 ? artifact.LastIndexOf('-', release - 1) : -1;
        return version > 0 ? artifact[..version] : null;
    }
}

/// <summary>Why module streams hide a package.</summary>
/// <param name="Build">Whose package it is; of a shadow the active one with a package of that name.</param>
/// <param name="IsShadow">It belongs to no stream.</param>
internal sealed record HiddenByStream(ModuleBuild Build, bool IsShadow)
{
    public override string ToString() => IsShadow
        ? $"is hidden by module {Build.Name}:{Build.Stream}, which has a package of that name; \"-{Build.Name}\" in packages.streams disables the module"
        : $"is of module {Build.Name}:{Build.Stream}, which is not enabled; \"{Build.Name}:{Build.Stream}\" in packages.streams enables it";
}
