using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Manifest;

namespace InitrdComposer.Attestation;

/// <summary>Whether an output folder already is what a build would make: each file, and what is said of them.</summary>
internal static class AttestedFolder
{
    /// <param name="disk">Where.</param>
    /// <param name="folder">The output folder.</param>
    /// <param name="inputs">From <see cref="BuildInputs"/>.</param>
    /// <param name="isStrict">Outputs of a build that had something to note do not count.</param>
    /// <param name="attestors">Who would speak of them, one a recipe.</param>
    /// <returns>What that build had to say; null: there is something to be built.</returns>
    public static ImmutableArray<KeptNotice>? Find(Disk disk, string folder, Digest inputs, bool isStrict, IReadOnlyCollection<Attestor> attestors)
    {
        if (UpToDate.Find(disk, folder, inputs, isStrict, beside: [.. attestors.SelectMany(attestor => attestor.Files)]) is not { } kept) return null;
        try
        {
            BuiltFile manifest = Outputs.ManifestOf(FileSource.ReadAllBytes(disk, Path.Combine(folder, ImageManifest.FileName), Array.MaxLength));
            WrittenManifest written = WrittenManifest.Find(disk, folder)!;
            return attestors.All(attestor => attestor.HasWritten([.. AttestationFiles.OutputsOf(attestor.Name, written), manifest], disk, folder)) ? kept : null;
        }
        catch (ComposerException)
        {
            return null;
        }
    }
}
