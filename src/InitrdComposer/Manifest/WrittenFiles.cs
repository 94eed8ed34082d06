using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Modules;
using InitrdComposer.Tree;

namespace InitrdComposer.Manifest;

/// <summary>Why the files of one image of an output folder are in it, as manifest.json has it.</summary>
/// <param name="Files">By path.</param>
/// <param name="Modules">Kernel modules, by path.</param>
public sealed record WrittenFiles(FrozenDictionary<RootPath, WrittenFile> Files, FrozenDictionary<RootPath, WrittenModule> Modules)
{
    /// <param name="folder">The output folder of `build`.</param>
    /// <param name="image">By its name.</param>
    /// <exception cref="ComposerException">The manifest is none that a build wrote (MAN01).</exception>
    public static WrittenFiles Read(Disk disk, string folder, string image) => ManifestDocument.Read(disk, Path.Combine(folder, ImageManifest.FileName), root =>
    {
        JsonElement found = root.GetProperty("images").EnumerateArray().First(one => one.Text("name") == image);
        return new WrittenFiles(
            found.GetProperty("files").EnumerateArray().Select(FileOf).ToFrozenDictionary(file => file.Path), found.GetProperty("modules").EnumerateArray().Select(ModuleOf).ToFrozenDictionary(module => module.Path));
    });

    /// <summary>The files of all images and extensions of a folder; null: it has no manifest.</summary>
    /// <exception cref="ComposerException">The manifest is none that a build wrote (MAN01).</exception>
    public static ImmutableArray<WrittenFile>? FindAll(Disk disk, string folder) => ManifestDocument.PathIn(disk, folder) is string path
        ? ManifestDocument.Read(disk, path, root => ImmutableArray.CreateRange(
            from key in (string[])["images", "extensions"]
            where root.TryGetProperty(key, out _)
            from image in root.GetProperty(key).EnumerateArray()
            where image.TryGetProperty("files", out _)
            from file in image.GetProperty("files").EnumerateArray()
            select FileOf(file)))
        : null;

    private static WrittenFile FileOf(JsonElement file) => new(
        PathOf(file),
        file.TryGetProperty("size", out JsonElement size) ? size.GetInt64() : 0,
        file.Text("sha256") is string hex ? ManifestDocument.DigestOf($"sha256:{hex}") : null,
        file.Text("target") is string target ? LinkTarget.Of(target) : null,
        WrittenOrigin.Read(file));

    private static WrittenModule ModuleOf(JsonElement module) => new(
        PathOf(module), module.NeededText("name"), module.Text("pattern"), module.Text("neededBy"), module.Text("kind") is string kind ? Enum.Parse<ModuleDependencyKind>(kind, ignoreCase: true) : null);

    private static RootPath PathOf(JsonElement item) => RootPath.Of(Encoding.UTF8.GetBytes(item.NeededText("path")));
}

/// <summary>A file of an image.</summary>
/// <param name="Length">In bytes; of what is no regular file 0.</param>
/// <param name="Digest">SHA-256 of a regular file's bytes; null: it is none.</param>
/// <param name="Target">Of a symbolic link; null: it is none.</param>
public sealed record WrittenFile(RootPath Path, long Length, Digest? Digest, LinkTarget? Target, WrittenOrigin Origin);

/// <summary>A kernel module of an image.</summary>
/// <param name="Pattern">Of the recipe, which chose it; null: another module did.</param>
/// <param name="NeededBy">That module's name.</param>
/// <param name="Kind">How that one wants it.</param>
public sealed record WrittenModule(RootPath Path, string Name, string? Pattern, string? NeededBy, ModuleDependencyKind? Kind);
