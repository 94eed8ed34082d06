using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Packages;
using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>What the manifest.json of an output folder says of the files of its images: whose each is, and its digest.</summary>
public static class ManifestFiles
{
    private static readonly DiagnosticId Malformed = new("MAN", 1, FailureKind.Malformed);

    /// <summary>Of all images and extensions of the folder; null: the folder has no manifest.</summary>
    /// <exception cref="ComposerException">It is none that a build wrote (MAN01).</exception>
    public static KnownFiles? Find(Disk disk, string folder)
    {
        string path = Path.Combine(folder, ImageManifest.FileName);
        if (!new DiskView(disk).HasFile(path)) return null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(FileSource.ReadAllBytes(disk, path, Array.MaxLength));
            return new(path, [.. FilesOf(json.RootElement)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ComposerException(Malformed, $"this is no manifest of a build: {e.Message}", new SourceLocation(path), "build again", e);
        }
    }

    /// <summary>The first manifests (schema 1) had one image, which they did not list.</summary>
    private static IEnumerable<KnownFile> FilesOf(JsonElement root)
    {
        foreach (string key in new[] { "images", "extensions" })
        {
            if (!root.TryGetProperty(key, out JsonElement images)) continue;
            foreach (JsonElement image in images.EnumerateArray())
            {
                if (!image.TryGetProperty("files", out JsonElement files)) continue;
                foreach (JsonElement file in files.EnumerateArray()) if (FileOf(file) is KnownFile known) yield return known;
            }
        }
    }

    /// <summary>Null of what is neither a file nor a link, or has an owner that is no package's name.</summary>
    private static KnownFile? FileOf(JsonElement file)
    {
        if (!RootPath.TryParse(System.Text.Encoding.UTF8.GetBytes(Text(file, "path") ?? throw new FormatException("a file has no path")), out RootPath path)) return null;
        Digest? digest = Text(file, "sha256") is string hex ? DigestOf(hex) : null;
        LinkTarget? target = Text(file, "target") is string text ? LinkTarget.Of(text) : null;
        if (digest is null && target is null) return null;
        Nevra? package = Text(file, "package") is string nevra ? NevraText.Parse(nevra) : null;
        string? maker = MakerOf(file);
        long length = file.TryGetProperty("size", out JsonElement size) ? size.GetInt64() : 0;
        return package is null && maker is null ? null : new(package, package is null ? maker : null, path, length, digest, target);
    }

    private static string? MakerOf(JsonElement file) =>
        Text(file, "generatedBy")
        ?? (Text(file, "extraTree") is string tree ? $"the extra tree {tree}" : null)
        ?? (Text(file, "kernelDirectory") is string kernel ? $"the kernel's folder {kernel}" : null);

    private static string? Text(JsonElement item, string key) => item.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;

    private static Digest DigestOf(string hex) => Digest.TryParse($"sha256:{hex}", out Digest digest) ? digest : throw new FormatException($"{hex} is no digest");
}
