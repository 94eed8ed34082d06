using System.Collections.Immutable;
using System.Text.Json;
using InitrdComposer.Files;

namespace InitrdComposer.Manifest;

/// <summary>What a build had to say of the outputs that are there: whoever finds them up to date shall hear it too.</summary>
public static class KeptNotices
{
    /// <param name="disk">Where the folder is.</param>
    /// <param name="folder">An output folder that <see cref="UpToDate"/> was asked about.</param>
    /// <exception cref="Diagnostics.ComposerException">The manifest is gone.</exception>
    public static ImmutableArray<(string Id, string Message)> Read(Disk disk, string folder)
    {
        using JsonDocument json = JsonDocument.Parse(FileSource.ReadAllBytes(disk, Path.Combine(folder, ImageManifest.FileName), Array.MaxLength));
        return [.. json.RootElement.GetProperty("notices").EnumerateArray().Select(notice => (notice.GetProperty("id").GetString()!, notice.GetProperty("message").GetString()!))];
    }
}
