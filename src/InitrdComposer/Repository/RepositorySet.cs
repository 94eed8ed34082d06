using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Transport;

namespace InitrdComposer.Repository;

/// <summary>The repositories of a run and the packages in them.</summary>
/// <param name="Repositories">In the recipe's order, which <see cref="PackageColumns.Repository"/> counts in.</param>
/// <param name="Notices">What is odd about the metadata but does not stop anybody.</param>
public sealed record RepositorySet(Pool Pool, ImmutableArray<LoadedRepository> Repositories, ImmutableArray<Notice> Notices)
{
    /// <summary>Packages that are there already, whatever the repositories have; null: none.</summary>
    public LoadedRepository? Installed { get; init; }

    /// <summary>The same as the resolver calls them.</summary>
    public ImmutableArray<PackageId> Base =>
        Installed is null ? [] : [.. Enumerable.Range(Installed.FirstPackage, Installed.PackageCount).Select(index => new PackageId(index))];

    /// <summary>Module streams, one a repository in their order.</summary>
    public ImmutableArray<ModuleMetadata> Modules { get; init; } = [];

    /// <summary>Groups of packages, of each repository that has some; read when somebody asks for them.</summary>
    public ImmutableArray<Comps> Comps { get; init; } = [];
}

/// <summary>A repository whose packages are in the pool.</summary>
/// <param name="FirstPackage">Index in the pool.</param>
/// <param name="PackageCount">So many from there.</param>
public sealed record LoadedRepository(RepositorySource Source, LoadedContent Content, int FirstPackage, int PackageCount)
{
    /// <summary>The recipe's.</summary>
    public string Id => Source.Id;
}

/// <summary>What a repository's packages were read from, for whoever asks for more of them.</summary>
public abstract record LoadedContent
{
    private LoadedContent()
    {
    }

    /// <param name="Mirrors">The base URLs, resolved.</param>
    /// <param name="RepomdDigest">Of repomd.xml, which pins everything else.</param>
    /// <param name="Repomd">What repomd.xml says.</param>
    public sealed record Metadata(Mirrors Mirrors, Digest RepomdDigest, Repomd Repomd) : LoadedContent;

    /// <param name="Packages">In the pool's order.</param>
    public sealed record Headers(ImmutableArray<DescribedPackage> Packages) : LoadedContent;
}

/// <summary>A package that its own header describes.</summary>
/// <param name="Location">Path of its file below the folder; of an installed package its name.</param>
/// <param name="Digest">Of its file, of an installed package its header.</param>
/// <param name="Size">Of the same, in bytes.</param>
public sealed record DescribedPackage(RpmDescription Description, string Location, Digest Digest, long Size);
