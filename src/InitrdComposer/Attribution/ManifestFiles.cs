using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Packages;

namespace InitrdComposer.Attribution;

/// <summary>What the manifest.json of an output folder says of the files of its images: whose each is, and its digest.</summary>
public static class ManifestFiles
{
    /// <summary>Of all images and extensions of the folder; null: the folder has no manifest.</summary>
    /// <exception cref="ComposerException">It is none that a build wrote (MAN01).</exception>
    public static KnownFiles? Find(Disk disk, string folder) => WrittenFiles.FindAll(disk, folder) is ImmutableArray<WrittenFile> files
        ? new(Path.Combine(folder, ImageManifest.FileName), [.. files.Select(KnownOf).OfType<KnownFile>()])
        : null;

    /// <summary>Null of what is neither a file nor a link, or has an owner that is no package's name.</summary>
    private static KnownFile? KnownOf(WrittenFile file)
    {
        if (file.Digest is null && file.Target is null) return null;
        if (file.Origin is not WrittenOrigin.Package package) return new(null, MakerOf(file.Origin), file.Path, file.Length, file.Digest, file.Target);
        return NevraText.Parse(package.Nevra) is Nevra nevra ? new(nevra, null, file.Path, file.Length, file.Digest, file.Target) : null;
    }

    private static string MakerOf(WrittenOrigin origin) => origin switch
    {
        WrittenOrigin.ExtraTree tree => $"the extra tree {tree.Folder}",
        WrittenOrigin.KernelDirectory kernel => $"the kernel's folder {kernel.Folder}",
        WrittenOrigin.Generated generated => generated.Stage,
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, null),
    };
}
