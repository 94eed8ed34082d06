using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Attestation;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Images;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Verification;

/// <summary>
/// Holds an output folder to what is said of it: each file to the manifest's digest, the provenance's subjects and the bills of materials; each image to the files that a bill says are in
/// it, by reading it; signatures to certificates. Nothing of the machine that built it is needed.
/// </summary>
public sealed class OutputVerifier
{
    private readonly Disk _disk;
    private readonly string _folder;
    private readonly ImmutableArray<X509Certificate2> _trusted;
    private readonly Dictionary<string, FrozenDictionary<string, Digest>> _read = new(StringComparer.Ordinal);

    private OutputVerifier(Disk disk, string folder, ImmutableArray<X509Certificate2> trusted) => (_disk, _folder, _trusted) = (disk, folder, trusted);

    /// <param name="folder">The output folder of a build.</param>
    /// <param name="trusted">Whose signatures count; none: signatures are not asked whose they are.</param>
    /// <exception cref="ComposerException">It is no output folder, or the disk does not deliver.</exception>
    public static OutputVerification Of(Disk disk, string folder, ImmutableArray<X509Certificate2> trusted)
    {
        WrittenManifest manifest = WrittenManifest.Find(disk, folder)
            ?? throw new ComposerException(VerificationErrors.NotAnOutput, $"there is no {ImageManifest.FileName}, expected the output folder of a build", new SourceLocation(folder));
        return new([.. new OutputVerifier(disk, folder, trusted).Checks(manifest)]);
    }

    private IEnumerable<OutputCheck> Checks(WrittenManifest manifest)
    {
        var found = new Dictionary<string, Digest>(StringComparer.Ordinal);
        foreach (string file in new DiskView(_disk).FilesBelow(_folder)) found.Add(file, DigestOf(file));
        foreach (BuiltFile output in manifest.Outputs.DistinctBy(output => output.File)) yield return FileCheck(output, found);
        HashSet<string> named = [.. manifest.Outputs.Select(output => output.File)];
        string[] provenances = [.. found.Keys.Where(file => file.EndsWith(AttestationFiles.ProvenanceSuffix, StringComparison.Ordinal) && !named.Contains(file))];
        string[] bundles = [.. found.Keys.Where(file => file.EndsWith(AttestationFiles.BundleSuffix, StringComparison.Ordinal) && !named.Contains(file))];
        foreach (string file in found.Keys.Except(named).Except(provenances).Except(bundles).Where(file => file != ImageManifest.FileName))
        {
            yield return new(file, CheckVerdict.Fails, $"is not in {ImageManifest.FileName}: no build put it here");
        }

        // `sysext build` writes none.
        if (provenances.Length != (manifest.Images is null ? 0 : 1)) yield return new(_folder, CheckVerdict.Fails, $"got {provenances.Length} files *{AttestationFiles.ProvenanceSuffix}, expected one");
        foreach (string provenance in provenances)
        {
            foreach (OutputCheck check in Guarded(provenance, () => StatementChecks(provenance, named, found))) yield return check;
            foreach (OutputCheck check in Guarded(provenance, () => [DefinitionCheck(provenance)])) yield return check;
        }

        var signatures = new SignatureChecks(_disk, _folder, _trusted);
        foreach (OutputCheck check in signatures.OfProvenance(provenances, bundles).Concat(signatures.OfLocks(manifest.Outputs))) yield return check;
        foreach (BuiltFile sbom in manifest.Outputs.Where(output => output.Kind == AttestationFiles.SbomKind && found.ContainsKey(output.File)))
        {
            foreach (OutputCheck check in Guarded(sbom.File, () => SbomChecks(sbom.File, manifest, found))) yield return check;
        }
    }

    private static OutputCheck FileCheck(BuiltFile output, Dictionary<string, Digest> found) =>
        !found.TryGetValue(output.File, out Digest got) ? new(output.File, CheckVerdict.Fails, $"is missing: {ImageManifest.FileName} names it")
        : got == output.Digest ? new(output.File, CheckVerdict.Holds, $"is what {ImageManifest.FileName} says")
        : Different(output.File, got, output.Digest, ImageManifest.FileName);

    /// <summary>Its subjects are all files of the folder but itself, and what they are.</summary>
    private OutputCheck[] StatementChecks(string provenance, HashSet<string> named, Dictionary<string, Digest> found)
    {
        var statement = WrittenStatement.Read(_disk, Path.Combine(_folder, provenance));
        OutputCheck[] wrong =
        [
            .. from subject in statement.Subjects.OrderBy(subject => subject.Key, StringComparer.Ordinal)
               where !found.TryGetValue(subject.Key, out Digest got) || got != subject.Value
               select found.TryGetValue(subject.Key, out Digest other) ? Different(subject.Key, other, subject.Value, provenance) : new(subject.Key, CheckVerdict.Fails, $"is missing: {provenance} names it"),
            .. named.Append(ImageManifest.FileName).Where(file => !statement.Subjects.ContainsKey(file)).Order(StringComparer.Ordinal)
                .Select(file => new OutputCheck(file, CheckVerdict.Fails, $"is no subject of {provenance}")),
        ];
        return wrong.Length > 0 ? wrong : [new(provenance, CheckVerdict.Holds, $"its {statement.Subjects.Count} subjects are what it says")];
    }

    /// <summary>What it was built of is what recipe and lock say that lie here.</summary>
    private OutputCheck DefinitionCheck(string provenance)
    {
        var built = BuiltFolder.Read(_disk, _folder);
        Recipe recipe = RecipeReader.Parse(built.Recipe.Bytes.Span, built.Recipe.File, disk: _disk);
        bool holds = WrittenStatement.IsOf(_disk, Path.Combine(_folder, provenance), recipe, LockReader.Parse(built.Lock.Bytes.Span, built.Lock.File));
        return holds
            ? new(provenance, CheckVerdict.Holds, $"it is of {Path.GetFileName(built.Recipe.File)} and {Path.GetFileName(built.Lock.File)}")
            : new(provenance, CheckVerdict.Fails, $"what it says of the build is not what {Path.GetFileName(built.Recipe.File)} and {Path.GetFileName(built.Lock.File)} say");
    }

    private IEnumerable<OutputCheck> SbomChecks(string file, WrittenManifest manifest, Dictionary<string, Digest> found)
    {
        var sbom = WrittenSbom.Read(_disk, Path.Combine(_folder, file));
        string[] images = [.. manifest.Outputs.Where(output => output.Kind is "initrd" or "uki").Select(output => output.File)];
        foreach (string missing in images.Where(image => !sbom.Outputs.ContainsKey(image))) yield return new(file, CheckVerdict.Fails, $"does not know {missing}");
        foreach ((string name, WrittenSbomOutput output) in sbom.Outputs.OrderBy(output => output.Key, StringComparer.Ordinal))
        {
            if (!found.TryGetValue(name, out Digest got)) yield return new(file, CheckVerdict.Fails, $"is of {name}, which is not here");
            else if (got != output.Digest) yield return Different(name, got, output.Digest, file);
            else if (!images.Contains(name)) yield return new(file, CheckVerdict.Holds, $"{name} is what it says");
            else yield return ContentCheck(file, name, Whole(sbom, output), FilesOf(name));
        }
    }

    /// <summary>What an output unpacks to: its own files and those of what it holds.</summary>
    private static FrozenDictionary<string, Digest> Whole(WrittenSbom sbom, WrittenSbomOutput output) => output.Files
        .Concat(output.Parts.Where(sbom.Outputs.ContainsKey).SelectMany(part => sbom.Outputs[part].Files)).DistinctBy(file => file.Key).ToFrozenDictionary(StringComparer.Ordinal);

    private static OutputCheck ContentCheck(string sbom, string image, FrozenDictionary<string, Digest> said, FrozenDictionary<string, Digest> packed)
    {
        string? first = said.Keys.Union(packed.Keys).Where(path => !said.TryGetValue(path, out Digest digest) || !packed.TryGetValue(path, out Digest other) || digest != other)
            .Order(StringComparer.Ordinal).FirstOrDefault();
        if (first is null) return new(sbom, CheckVerdict.Holds, $"the {packed.Count} files of {image} are what it says");
        string name = Printable.Escape(System.Text.Encoding.UTF8.GetBytes(first));
        return !packed.TryGetValue(first, out Digest got) ? new(sbom, CheckVerdict.Fails, $"{name} is not in {image}")
            : !said.TryGetValue(first, out Digest expected) ? new(sbom, CheckVerdict.Fails, $"does not know {name} of {image}")
            : new(sbom, CheckVerdict.Fails, $"{name} of {image} is another one than it says") { Got = $"{got}", Expected = $"{expected}" };
    }

    /// <summary>The regular files that a machine finds that starts from an image; read once, however many bills there are.</summary>
    private FrozenDictionary<string, Digest> FilesOf(string image)
    {
        if (_read.TryGetValue(image, out FrozenDictionary<string, Digest>? known)) return known;
        OpenedImage opened = ImageReader.Open(_disk, Path.Combine(_folder, image));
        if (opened.Damage is not null) throw opened.Damage;
        return _read[image] = (from node in opened.Tree
                               where node.Inode.Body is FileBody.Regular
                               select KeyValuePair.Create(SbomParts.TextOf(node.Path), ((FileBody.Regular)node.Inode.Body).Content.Digest)).ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static OutputCheck Different(string file, Digest got, Digest expected, string said) =>
        new(file, CheckVerdict.Fails, $"is not what {said} says") { Got = $"{got}", Expected = $"{expected}" };

    private Digest DigestOf(string file)
    {
        using var source = FileSource.Open(_disk, Path.Combine(_folder, file));
        using Stream content = source.OpenStream();
        return Digest.Sha256Of(content);
    }

    /// <summary>An attestation or an image that cannot be read holds for nothing; a disk that does not deliver is another matter.</summary>
    private static IEnumerable<OutputCheck> Guarded(string file, Func<IEnumerable<OutputCheck>> checks)
    {
        try
        {
            return [.. checks()];
        }
        catch (ComposerException damage) when (damage.Id.Kind is FailureKind.Malformed or FailureKind.Verification or FailureKind.Usage)
        {
            return [new(file, CheckVerdict.Fails, $"cannot be read: {damage.Message}")];
        }
    }
}
