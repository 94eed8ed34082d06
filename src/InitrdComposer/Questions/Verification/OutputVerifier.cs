using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Manifest;

namespace InitrdComposer.Questions.Verification;

/// <summary>
/// Holds an output folder to what is said of it: each file to the manifest's digest, the provenance's subjects and the bills of materials; each image to the files that a bill says are in
/// it, by reading it; signatures to certificates. Nothing of the machine that built it is needed.
/// </summary>
public static class OutputVerifier
{
    /// <param name="disk">Where.</param>
    /// <param name="folder">The output folder of a build.</param>
    /// <param name="trusted">Whose signatures count, and of what.</param>
    /// <exception cref="ComposerException">It is no output folder, or cannot be listed.</exception>
    public static OutputVerification Of(Disk disk, string folder, TrustedSigners trusted)
    {
        WrittenManifest manifest = WrittenManifest.Find(disk, folder)
            ?? throw new ComposerException(VerificationErrors.NotAnOutput, $"there is no {ImageManifest.FileName}, expected the output folder of a build", new SourceLocation(folder));
        var found = new OutputListing(disk, folder);
        OutputTexts[] recipes = OutputTexts.All(disk, found, manifest);
        found.Hash(manifest.Outputs.Where(output => output.Target is null).OrderByDescending(output => output.Size).Select(output => output.File).Distinct(StringComparer.Ordinal));
        var signatures = new SignatureChecks(disk, found, trusted);
        return new(
        [
            .. manifest.Outputs.DistinctBy(output => output.File).SelectMany(output => FileCheck(output, found)),
            .. Strangers(manifest, recipes, found).Select(file => new OutputCheck(file, CheckVerdict.Fails, $"is not in {ImageManifest.FileName}: no build put it here")),
            .. new ProvenanceChecks(disk, found, manifest.Outputs, recipes).All(),
            .. signatures.OfProvenances(recipes),
            .. signatures.OfLocks(manifest.Outputs, recipes),
            .. recipes.SelectMany(RepositoryChecks),
            .. new SbomChecks(disk, found, manifest, recipes).All(),
        ])
        {
            HasExtensions = manifest.Extensions is not null,
        };
    }

    /// <summary>What nobody had to sign, so that nobody takes it for signed. A lock that cannot be read has been told already.</summary>
    private static IEnumerable<OutputCheck> RepositoryChecks(OutputTexts recipe)
    {
        try
        {
            return [.. from repository in recipe.Lock.Lock.Repositories
                       where repository.Unchecked is not null
                       select new OutputCheck(recipe.LockFile, CheckVerdict.Unchecked, $"repository {repository.Id}: {repository.Unchecked}")];
        }
        catch (ComposerException)
        {
            return [];
        }
    }

    /// <summary>What nobody has written who wrote the manifest: all but what it names, itself, and the papers beside it of each recipe.</summary>
    private static IEnumerable<string> Strangers(WrittenManifest manifest, OutputTexts[] recipes, OutputListing found)
    {
        HashSet<string> known = [ImageManifest.FileName, .. manifest.Outputs.Select(output => output.File), .. recipes.SelectMany(recipe => (string[])[recipe.Provenance, recipe.Bundle])];
        return found.Names.Where(file => !known.Contains(file)).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<OutputCheck> FileCheck(BuiltFile output, OutputListing found) => OutputCheck.Guarded(output.File, CheckVerdict.Fails, () =>
    [
        !found.Names.Contains(output.File) ? new(output.File, CheckVerdict.Fails, $"is missing: {ImageManifest.FileName} names it")
        : found.TargetOf(output.File) is var target && target != output.Target ? OtherTarget(output, target)
        : target is not null || (found.DigestOf(output.File) is var got && got == output.Digest) ? new(output.File, CheckVerdict.Holds, $"is what {ImageManifest.FileName} says")
        : OutputCheck.Different(output.File, got, output.Digest, ImageManifest.FileName),
    ]);

    private static OutputCheck OtherTarget(BuiltFile output, string? target) =>
        new(output.File, CheckVerdict.Fails, $"is not what {ImageManifest.FileName} says") { Got = Words(target), Expected = Words(output.Target) };

    private static string Words(string? target) => target is null ? "a file" : $"a link to {target}";
}
