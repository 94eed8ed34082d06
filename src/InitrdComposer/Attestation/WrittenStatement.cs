using System.Collections.Frozen;
using System.Text.Json;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;

namespace InitrdComposer.Attestation;

/// <summary>A provenance, read back as far as outputs can be held to it.</summary>
/// <param name="Subjects">SHA-256 of files, by name.</param>
public sealed record WrittenStatement(FrozenDictionary<string, Digest> Subjects)
{
    /// <summary>Whether what it says of the build is what a recipe and a lock say.</summary>
    /// <exception cref="ComposerException">It cannot be read, or is no provenance that a build wrote (ATT01).</exception>
    public static bool IsOf(Disk disk, string path, Recipe recipe, LockDocument locked) => AttestationDocument.Read(disk, path, root => Provenance.IsOf(root, recipe, locked));

    /// <summary>The recipe of an extension with the distribution that it has from its base, which only this tells.</summary>
    /// <exception cref="ComposerException">It cannot be read, or is no provenance that a build wrote (ATT01).</exception>
    public static Recipe Completed(Disk disk, string path, Recipe recipe) => AttestationDocument.Read(disk, path, root => Provenance.Completed(recipe, root));

    /// <exception cref="ComposerException">It cannot be read, or is no provenance that a build wrote (ATT01).</exception>
    public static WrittenStatement Read(Disk disk, string path) => AttestationDocument.Read(disk, path, root =>
        (root.NeededText("_type"), root.NeededText("predicateType")) is (Provenance.StatementType, Provenance.PredicateType)
            ? new WrittenStatement(root.GetProperty("subject").EnumerateArray().ToFrozenDictionary(subject => subject.NeededText("name"), DigestOf, StringComparer.Ordinal))
            : throw new FormatException($"its type is no {Provenance.StatementType} of {Provenance.PredicateType}"));

    private static Digest DigestOf(JsonElement subject) =>
        Digest.TryFromHex(DigestAlgorithm.Sha256, subject.GetProperty("digest").NeededText("sha256"), out Digest digest) ? digest : throw new FormatException("a subject's sha256 is none");
}
