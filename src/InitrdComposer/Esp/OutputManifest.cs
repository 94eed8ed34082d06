using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Manifest;

namespace InitrdComposer.Esp;

/// <summary>What an output folder of `build` or `sysext build` has for an ESP, by its manifest.</summary>
/// <param name="Ukis">By their paths in the folder.</param>
/// <param name="Extensions">The same, and the kernel release that each has modules of; null: none.</param>
internal sealed record OutputManifest(ImmutableArray<string> Ukis, ImmutableArray<(string File, string? Kernel)> Extensions)
{
    /// <exception cref="ComposerException">No build wrote the folder, or nothing of it goes to an ESP.</exception>
    public static OutputManifest Read(Disk disk, string folder)
    {
        string path = Path.Combine(folder, ImageManifest.FileName);
        if (!new DiskView(disk).HasFile(path)) throw Not(folder, $"there is no {ImageManifest.FileName}, expected an output folder of build or of sysext build", null);
        try
        {
            using JsonDocument json = JsonDocument.Parse(FileSource.ReadAllBytes(disk, path, Array.MaxLength));
            OutputManifest found = new(
                [.. Items(json, "images").Select(image => TextOf(image, "uki")).OfType<string>().Select(Inside)],
                [.. Items(json, "extensions").Select(extension => (Inside(TextOf(extension, "file") ?? throw new FormatException("an extension has no file")), TextOf(extension, "kernelVersion")))]);
            return found.Ukis.IsEmpty && found.Extensions.IsEmpty ? throw Not(folder, "got neither a UKI nor an extension, expected one", "give the recipe an [uki]") : found;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Not(folder, $"{ImageManifest.FileName} is not what a build writes: {e.Message}", "build again");
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonDocument json, string key) => json.RootElement.TryGetProperty(key, out JsonElement items) ? items.EnumerateArray() : default;

    private static string? TextOf(JsonElement item, string key) => item.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;

    private static string Inside(string path) => Path.IsPathRooted(path) || path.Split('/').Contains("..") ? throw new FormatException($"{path} leads out of the folder") : path;

    private static ComposerException Not(string folder, string message, string? hint) => new(EspErrors.NoPlace, message, new SourceLocation(folder), hint);
}
