using System.Text.Json;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;

namespace InitrdComposer.Manifest;

/// <summary>Whether an output folder already is what a build would make: its manifest says so, and every file is what the manifest says.</summary>
public static class UpToDate
{
    /// <param name="folder">The output folder.</param>
    /// <param name="inputs">From <see cref="BuildInputs"/>.</param>
    /// <param name="isStrict">Outputs of a build that had something to note do not count.</param>
    public static bool Holds(string folder, Digest inputs, bool isStrict)
    {
        try
        {
            using JsonDocument manifest = JsonDocument.Parse(FileSource.ReadAllBytes(Path.Combine(folder, ImageManifest.FileName)));
            JsonElement root = manifest.RootElement;
            return root.GetProperty("schema").GetInt32() == ManifestJson.Schema
                && root.GetProperty("inputs").GetString() == inputs.ToString()
                && (!isStrict || root.GetProperty("notices").GetArrayLength() == 0)
                && HoldsFiles(folder, [.. root.GetProperty("outputs").EnumerateArray()]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ComposerException)
        {
            // No manifest, or not one of this version: the build will say what is wrong with the folder, if anything is.
            return false;
        }
    }

    private static bool HoldsFiles(string folder, JsonElement[] outputs)
    {
        int files = Directory.EnumerateFileSystemEntries(folder).Count();
        return files == outputs.Length + 1 && outputs.AsParallel().All(output => IsThere(
            Path.Combine(folder, output.GetProperty("file").GetString()!), output.GetProperty("size").GetInt64(), output.GetProperty("sha256").GetString()!));
    }

    private static bool IsThere(string path, long size, string sha256)
    {
        using FileSource file = FileSource.Open(path);
        if (file.Length != size) return false;
        using Stream content = file.OpenStream();
        return Digest.Sha256Of(content).Hex == sha256;
    }
}
