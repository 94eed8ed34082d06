using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Manifest;
using InitrdComposer.Repository.Signatures;

namespace InitrdComposer.Attestation;

/// <summary>Whether an output folder already is what a build would make: each file, what is said of them, and that those who signed packages are still believed.</summary>
internal static class AttestedFolder
{
    /// <param name="disk">Where.</param>
    /// <param name="folder">The output folder.</param>
    /// <param name="inputs">From <see cref="BuildInputs"/>.</param>
    /// <param name="isStrict">Outputs of a build that had something to note do not count.</param>
    /// <param name="attestors">Who would speak of them, one a recipe.</param>
    /// <param name="isBelieved">Whether these signers of packages would be believed now: one may be revoked since, which changes no byte, but whether there may be any.</param>
    /// <returns>What that build had to say; null: there is something to be built.</returns>
    public static ImmutableArray<KeptNotice>? Find(
        Disk disk, string folder, Digest inputs, bool isStrict, IReadOnlyCollection<Attestor> attestors, Func<IReadOnlyDictionary<(string Repository, Digest Digest), PackageSigner>, bool> isBelieved)
    {
        if (UpToDate.Find(disk, folder, inputs, isStrict, beside: [.. attestors.SelectMany(attestor => attestor.Files)]) is not { } kept) return null;
        try
        {
            BuiltFile manifest = Outputs.ManifestOf(FileSource.ReadAllBytes(disk, Path.Combine(folder, ImageManifest.FileName), Array.MaxLength));
            WrittenManifest written = WrittenManifest.Find(disk, folder)!;
            return isBelieved(written.SignedBy) && attestors.All(attestor => attestor.HasWritten([.. AttestationFiles.OutputsOf(attestor.Name, written), manifest], disk, folder)) ? kept : null;
        }
        catch (ComposerException)
        {
            // A file of keys may be gone, too: the build says so.
            return null;
        }
    }
}
