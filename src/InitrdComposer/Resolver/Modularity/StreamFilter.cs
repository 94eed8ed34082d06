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

        Dictionary<string, ModuleBuild> active = ByArtifact(streams.Active);
        Dictionary<string, ModuleBuild> inactive = ByArtifact(streams.Inactive);
        SortedDictionary<string, ModuleBuild> names = new(StringComparer.Ordinal);
        foreach ((string artifact, ModuleBuild build) in active)
        {
            if (NameOf(artifact) is string name) names.TryAdd(name, build);
        }

        for (int package = 0; package < _pool.Packages.Length; package++)
        {
            if (inactive.TryGetValue(ArtifactOf(package), out ModuleBuild? build)) Hide(package, new(build, IsShadow: false), active);
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

    private void Hide(int package, HiddenByStream reason, Dictionary<string, ModuleBuild> active)
    {
        int repository = _pool.Packages[package].Repository;
        bool isHotfix = repository < _request.Filters.Length && _request.Filters[repository].IsHotfix;
        if (!isHotfix && !active.ContainsKey(ArtifactOf(package))) _hidden.TryAdd(package, reason);
    }

    private static Dictionary<string, ModuleBuild> ByArtifact(IEnumerable<ModuleBuild> builds)
    {
        Dictionary<string, ModuleBuild> owners = new(StringComparer.Ordinal);
        foreach (ModuleBuild build in builds)
        {
            foreach (string artifact in build.Artifacts) owners.TryAdd(artifact, build);
        }

        return owners;
    }

    /// <summary>As modules.yaml writes a package: with its epoch, 0 too.</summary>
    private string ArtifactOf(int package)
    {
        PackageColumns row = _pool.Packages[package];
        return $"{_pool.Strings.Text(row.Name)}-{row.Epoch}:{_pool.Strings.Text(row.Version)}-{_pool.Strings.Text(row.Release)}.{_pool.Strings.Text(row.Arch)}";
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
