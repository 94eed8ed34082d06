using System.Collections.Immutable;
using InitrdComposer.Repository;

namespace InitrdComposer.Resolver.Rules;

/// <summary>What is looked up in a pool by name, each made when first asked for and then good for every request.</summary>
internal sealed class PoolIndex(Pool pool)
{
    private readonly Lazy<NameIndex> _names = new(() => NameIndex.OfNames(pool));
    private readonly Lazy<NameIndex> _provides = new(() => NameIndex.OfProvides(pool));
    private readonly Lazy<NameIndex> _obsoletes = new(() => NameIndex.OfObsoletes(pool));
    private readonly Lazy<NameIndex> _files = new(() => NameIndex.OfFiles(pool));
    private readonly Lazy<ILookup<string, int>> _artifacts = new(() => Enumerable.Range(0, pool.Packages.Length).ToLookup(package => ArtifactOf(pool, package), StringComparer.Ordinal));
    private readonly Lazy<ImmutableArray<int>> _supplementing = new(() => WithSupplements(pool));

    public Pool Pool { get; } = pool;

    public NameIndex Names => _names.Value;

    public NameIndex Provides => _provides.Value;

    public NameIndex Obsoletes => _obsoletes.Value;

    public NameIndex Files => _files.Value;

    /// <summary>Packages as modules.yaml writes them: name-epoch:version-release.arch, with the epoch of 0 too.</summary>
    public ILookup<string, int> Artifacts => _artifacts.Value;

    /// <summary>Packages that supplement something.</summary>
    public ImmutableArray<int> Supplementing => _supplementing.Value;

    private static string ArtifactOf(Pool pool, int package)
    {
        PackageColumns row = pool.Packages[package];
        return $"{pool.Strings.Text(row.Name)}-{row.Epoch}:{pool.Strings.Text(row.Version)}-{pool.Strings.Text(row.Release)}.{pool.Strings.Text(row.Arch)}";
    }

    private static ImmutableArray<int> WithSupplements(Pool pool) =>
        [.. Enumerable.Range(0, pool.Packages.Length).Where(package => pool.Dependencies(new PackageId(package), DependencyKind.Supplements).Length > 0)];
}
