using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Manifest;

/// <summary>Opens manifests that were written. Somebody may have edited them: whatever is not as a build writes it, is no manifest (MAN01).</summary>
internal static class ManifestDocument
{
    private static readonly DiagnosticId Malformed = new("MAN", 1, FailureKind.Malformed);

    /// <param name="path">A manifest.json.</param>
    /// <param name="read">Says what does not fit by a FormatException.</param>
    /// <exception cref="ComposerException">It cannot be read, or is none that a build wrote (MAN01).</exception>
    public static T Read<T>(Disk disk, string path, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(FileSource.ReadAllBytes(disk, path, Array.MaxLength));
            return read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException)
        {
            throw new ComposerException(Malformed, $"this is no manifest of a build: {e.Message}", new SourceLocation(path), "build again", e);
        }
    }

    /// <summary>The manifest of an output folder; null: it has none.</summary>
    public static string? PathIn(Disk disk, string folder)
    {
        string path = Path.Combine(folder, ImageManifest.FileName);
        return new DiskView(disk).HasFile(path) ? path : null;
    }

    public static string? Text(this JsonElement item, string key) => item.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;

    /// <exception cref="FormatException">It is not there.</exception>
    public static string NeededText(this JsonElement item, string key) => item.Text(key) ?? throw Lacks(key);

    public static FormatException Lacks(string key) => new($"an entry has no {key}");

    /// <param name="text">With its algorithm in front.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static Digest DigestOf(string text) => Digest.TryParse(text, out Digest digest) ? digest : throw new FormatException($"{text} is no digest");
}
