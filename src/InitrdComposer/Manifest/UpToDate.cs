using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Manifest;

/// <summary>Whether an output folder already is what a build would make: its manifest says so, and every file is what the manifest says.</summary>
public static class UpToDate
{
    /// <param name="disk">Where.</param>
    /// <param name="folder">The output folder.</param>
    /// <param name="inputs">From <see cref="BuildInputs"/>.</param>
    /// <param name="isStrict">Outputs of a build that had something to note do not count.</param>
    public static bool Holds(Disk disk, string folder, Digest inputs, bool isStrict)
    {
        try
        {
            using JsonDocument manifest = JsonDocument.Parse(FileSource.ReadAllBytes(disk, Path.Combine(folder, ImageManifest.FileName)));
            JsonElement root = manifest.RootElement;
            return root.GetProperty("schema").GetInt32() == ManifestParts.Schema
                && root.GetProperty("inputs").GetString() == inputs.ToString()
                && (!isStrict || root.GetProperty("notices").GetArrayLength() == 0)
                && HoldsFiles(disk, folder, [.. root.GetProperty("outputs").EnumerateArray()]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ComposerException or IOException)
        {
            // No manifest, or not one of this version: the build will say what is wrong with the folder, if anything is.
            return false;
        }
    }

    private static bool HoldsFiles(Disk disk, string folder, JsonElement[] outputs)
    {
        (string Path, long Size, string Sha256)[] files =
        [
            .. outputs.Select(output => (
                Path.Combine(folder, output.GetProperty("file").GetString()!), output.GetProperty("size").GetInt64(), output.GetProperty("sha256").GetString()!)),
        ];
        return disk.Below(folder).Count(entry => !entry.Status.IsFolder) == files.Length + 1 && files.AsParallel().All(file => IsThere(disk, file.Path, file.Size, file.Sha256));
    }

    /// <summary>Catches what it throws itself: out of another thread it would come wrapped.</summary>
    private static bool IsThere(Disk disk, string path, long size, string sha256)
    {
        try
        {
            using FileSource file = FileSource.Open(disk, path);
            if (file.Length != size) return false;
            using Stream content = file.OpenStream();
            return Digest.Sha256Of(content).Hex == sha256;
        }
        catch (ComposerException)
        {
            return false;
        }
    }
}
