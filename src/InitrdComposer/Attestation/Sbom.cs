using System.Collections.Immutable;
using InitrdComposer.Fetch;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Tree;

namespace InitrdComposer.Attestation;

/// <summary>
/// A bill of materials before a format says it: what was written, what is really in it, and what that came from. It says nothing of when, where and by which mirror, so that the same
/// lock gives the same bytes.
/// </summary>
/// <param name="Name">Of the recipe.</param>
/// <param name="Id">Of its content: another one for other outputs.</param>
/// <param name="Created">SOURCE_DATE_EPOCH of the lock, seconds since 1970.</param>
/// <param name="Outputs">What a machine boots or merges; not the papers beside it.</param>
/// <param name="Files">Regular files of images, each once however many images have it, by path.</param>
/// <param name="Sources">Packages by name, then folders of the recipe.</param>
internal sealed record Sbom(
    string Name, Guid Id, DateTimeOffset Created, LockedTool Composer, ImmutableArray<SbomOutput> Outputs, ImmutableArray<SbomFile> Files, ImmutableArray<SbomSource> Sources);

/// <summary>An output.</summary>
/// <param name="Files">What it unpacks to: indices into <see cref="Sbom.Files"/>.</param>
/// <param name="Parts">Other outputs that it holds: indices into <see cref="Sbom.Outputs"/>.</param>
/// <param name="MadeOf">What it holds whole: indices into <see cref="Sbom.Sources"/>.</param>
internal sealed record SbomOutput(BuiltFile File, ImmutableArray<int> Files, ImmutableArray<int> Parts, ImmutableArray<int> MadeOf);

/// <summary>A file of images.</summary>
/// <param name="Source">Index into <see cref="Sbom.Sources"/>; null: a stage of the build made it.</param>
/// <param name="Stage">That stage; null: it has a source.</param>
internal sealed record SbomFile(RootPath Path, FileDigest Digest, int? Source, string? Stage);

/// <summary>Where files come from.</summary>
internal abstract record SbomSource
{
    private SbomSource()
    {
    }

    /// <summary>A package of the lock.</summary>
    /// <param name="Roles">What it was used for.</param>
    /// <param name="Url">As package URL.</param>
    /// <param name="Repository">As it was locked: never the mirror that answered.</param>
    /// <param name="Use">Whether anything of it is in the outputs.</param>
    /// <param name="DependsOn">Packages that it wants: indices into <see cref="Sbom.Sources"/>.</param>
    public sealed record Package(
        LockedPackage Locked, PackageHeader Header, ImmutableArray<PackageRole> Roles, string Url, LockedRepository Repository, PackageUse Use, ImmutableArray<int> DependsOn) : SbomSource;

    /// <summary>A folder of the host that the recipe names.</summary>
    /// <param name="Kind">In words.</param>
    /// <param name="Path">As the recipe has it.</param>
    /// <param name="Kernel">What it was, where it is a kernel's; null: an extra tree.</param>
    public sealed record Folder(string Kind, string Path, LockedKernel? Kernel) : SbomSource;
}

/// <summary>What of a package is in the outputs.</summary>
internal enum PackageUse
{
    /// <summary>Files.</summary>
    Packed,

    /// <summary>None, for it has none.</summary>
    Empty,

    /// <summary>None: the recipe removed all that it has, or only wanted something of it that others have as well.</summary>
    Removed,
}
