using System.Collections.Immutable;
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
    /// <param name="beside">Names of files that stand beside the manifest and are not in it.</param>
    /// <returns>What that build had to say; null: there is something to be built.</returns>
    public static ImmutableArray<KeptNotice>? Find(Disk disk, string folder, Digest inputs, bool isStrict, ImmutableArray<string> beside)
    {
        try
        {
            return WrittenManifest.Find(disk, folder) is { Schema: ManifestParts.Schema } manifest && manifest.Inputs == inputs.ToString()
                && (!isStrict || manifest.Notices.IsEmpty) && HoldsFiles(disk, folder, manifest.Outputs, beside)
                ? manifest.Notices
                : null;
        }
        catch (Exception e) when (e is ComposerException or IOException)
        {
            // Not a manifest of this version: the build will say what is wrong with the folder, if anything is.
            return null;
        }
    }

    private static bool HoldsFiles(Disk disk, string folder, ImmutableArray<BuiltFile> outputs, ImmutableArray<string> beside) =>
        disk.Below(folder).Count(entry => !entry.Status.IsFolder) == outputs.Length + 1 + beside.Length
        && beside.All(file => disk.Has(Path.Combine(folder, file)))
        && outputs.AsParallel().All(output => IsThere(disk, Path.Combine(folder, output.File), output));

    /// <summary>Catches what it throws itself: out of another thread it would come wrapped.</summary>
    private static bool IsThere(Disk disk, string path, BuiltFile output)
    {
        try
        {
            if (output.Target is not null) return new DiskView(disk).LinkTarget(path) == output.Target;
            using FileSource file = FileSource.Open(disk, path);
            if (file.Length != output.Size) return false;
            using Stream content = file.OpenStream();
            return Digest.Sha256Of(content) == output.Digest;
        }
        catch (ComposerException)
        {
            return false;
        }
    }
}
