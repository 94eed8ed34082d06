using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.RpmMd;
using InitrdComposer.Transport;

namespace InitrdComposer.Repository;

/// <summary>The repositories of a run and the packages in them.</summary>
/// <param name="Repositories">In the recipe's order, which <see cref="PackageColumns.Repository"/> counts in.</param>
/// <param name="Notices">What is odd about the metadata but does not stop anybody.</param>
public sealed record RepositorySet(Pool Pool, ImmutableArray<LoadedRepository> Repositories, ImmutableArray<Notice> Notices);

/// <summary>A repository whose primary metadata is in the pool.</summary>
/// <param name="Id">The recipe's.</param>
/// <param name="BaseUrl">As the recipe writes it.</param>
/// <param name="Url">The same, resolved.</param>
/// <param name="Priority">1 to 99, the lowest wins.</param>
/// <param name="RepomdDigest">Of repomd.xml, which pins everything else.</param>
/// <param name="Repomd">What repomd.xml says.</param>
/// <param name="FirstPackage">Index in the pool.</param>
/// <param name="PackageCount">So many from there.</param>
public sealed record LoadedRepository(
    string Id, string BaseUrl, ResourceUrl Url, int Priority, Digest RepomdDigest, Repomd Repomd, int FirstPackage, int PackageCount)
{
    /// <summary>repomd's revision text.</summary>
    public string Revision => Repomd.Revision;
}
