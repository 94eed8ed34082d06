using System.Collections.Immutable;
using InitrdComposer.Fetch;
using InitrdComposer.Formats;
using InitrdComposer.Packages;
using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>A file as its package or its maker has it.</summary>
/// <param name="Package">Null: it is of none.</param>
/// <param name="MadeBy">What made it where it is of no package: "depmod".</param>
/// <param name="Length">In bytes; of what is no regular file 0.</param>
/// <param name="Digest">Of a regular file's bytes, in the package's algorithm; null: it is none.</param>
/// <param name="Target">Of a symbolic link; null: it is none.</param>
public sealed record KnownFile(Nevra? Package, string? MadeBy, RootPath Path, long Length, Digest? Digest, LinkTarget? Target);

/// <summary>What a source knows of files: packages' headers, a manifest.</summary>
/// <param name="Source">As <see cref="PackageMatch.Source"/> names it.</param>
public sealed record KnownFiles(string Source, ImmutableArray<KnownFile> Files)
{
    /// <summary>The files of packages, as their headers promise them; without %ghost, whose bytes nobody has.</summary>
    public static KnownFiles Of(string source, IEnumerable<PackageHeader> headers) => new(source,
    [
        .. from header in headers
           from file in header.Files
           where !file.Flags.HasFlag(PackageFileFlags.Ghost)
           let content = (file.Body as FileBody.Regular)?.Content
           let target = (file.Body as FileBody.SymbolicLink)?.Target
           where content is not null || target is not null
           select new KnownFile(header.Nevra, null, file.Path, content?.Length ?? 0, content?.Digest, target),
    ]);
}
