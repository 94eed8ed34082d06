using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Manifest;

/// <summary>What the images of a build take, by its manifest alone: the images themselves may be long gone.</summary>
public static class WrittenFootprints
{
    private static readonly DiagnosticId TooOld = new("MAN", 2, FailureKind.Usage);

    /// <param name="place">A manifest.json, or the output folder that it is in.</param>
    /// <returns>One for each image, in the build's order.</returns>
    /// <exception cref="ComposerException">It is no manifest of images (MAN01), or one that does not say it (MAN02).</exception>
    public static ImmutableArray<ImageFootprint> Read(Disk disk, string place)
    {
        string path = new DiskView(disk).HasFolder(place) ? Path.Combine(place, ImageManifest.FileName) : place;
        return ManifestDocument.Read(disk, path, root =>
            root.TryGetProperty("images", out JsonElement images) && images.EnumerateArray().All(image => image.TryGetProperty("footprint", out _))
                ? images.EnumerateArray().Select(image => Of(image.NeededText("name"), image.GetProperty("footprint"), image.GetProperty("modules").GetArrayLength())).ToImmutableArray()
                : throw new ComposerException(TooOld, "this manifest does not say what its images take", new SourceLocation(path), "build again with this version"));
    }

    private static ImageFootprint Of(string image, JsonElement footprint, int modules) => new(
        image, footprint.GetProperty("stored").GetInt64(), footprint.GetProperty("unpacked").GetInt64(), modules, Shares(footprint.GetProperty("classes")), Shares(footprint.GetProperty("packages")));

    private static ImmutableArray<SizeShare> Shares(JsonElement shares) =>
        [.. shares.EnumerateArray().Select(share => new SizeShare(share.NeededText("name"), share.GetProperty("files").GetInt32(), share.GetProperty("unpacked").GetInt64(), share.GetProperty("stored").GetInt64()))];
}
