using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Dsse;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Signing;
using InitrdComposer.Tree;

namespace InitrdComposer.Attestation;

/// <summary>States how the outputs of one recipe came to be, and has that signed if the recipe names somebody who does.</summary>
internal sealed class Attestor : IDisposable
{
    private readonly Recipe _recipe;
    private readonly Func<IEnumerable<BuiltFile>, byte[]> _statementOf;
    private readonly Signer? _signer;

    private Attestor(Recipe recipe, Func<IEnumerable<BuiltFile>, byte[]> statementOf, Signer? signer) => (_recipe, _statementOf, _signer) = (recipe, statementOf, signer);

    /// <summary>Of the recipe whose outputs it speaks of.</summary>
    public string Name => _recipe.Name;

    /// <summary>What it writes. The manifest does not name these files: they name the manifest, by its digest.</summary>
    public ImmutableArray<string> Files =>
        _signer is null ? [_recipe.Name + AttestationFiles.ProvenanceSuffix] : [_recipe.Name + AttestationFiles.ProvenanceSuffix, AttestationFiles.BundleOf(_recipe)];

    /// <param name="disk">Where the key is.</param>
    /// <param name="recipe">What is built.</param>
    /// <param name="document">Its lock.</param>
    /// <param name="folder">Where relative paths of the recipe start.</param>
    /// <param name="extraTrees">Its extra trees as they are now.</param>
    /// <param name="ukiFiles">The host's files of its UKIs as they are now.</param>
    /// <exception cref="ComposerException">The key cannot be used.</exception>
    public static Attestor Of(Disk disk, Recipe recipe, LockDocument document, string folder, IReadOnlyList<RootNode> extraTrees, RootTree ukiFiles) => new(
        recipe,
        subjects => Provenance.Of(recipe, document, extraTrees, ukiFiles, subjects),
        RecipeSigner.OfProvenance(recipe)?.Load(disk, recipe, folder));

    /// <summary>Writes the provenance, which names the manifest: it comes last. Signed, it stands a second time in an envelope: RSASSA-PKCS1-v1_5 or ECDSA over SHA-256 of what DSSE signs.</summary>
    /// <param name="subjects">The outputs that it speaks of, the manifest among them.</param>
    /// <param name="outputs">Takes it.</param>
    /// <exception cref="ComposerException">The signer does not sign, or the disk is full.</exception>
    public void Write(IEnumerable<BuiltFile> subjects, Outputs outputs)
    {
        byte[] statement = _statementOf(subjects);
        outputs.Write("provenance", _recipe.Name + AttestationFiles.ProvenanceSuffix, statement);
        if (_signer is null) return;
        byte[] signature = [.. _signer.Sign(DsseEnvelope.SignedBytes(Provenance.PayloadType, statement)).Span];
        outputs.Write("envelope", AttestationFiles.BundleOf(_recipe), new DsseEnvelope(Provenance.PayloadType, statement, [new(_signer.PublicKey.KeyId, signature)]).ToJsonLine());
    }

    /// <summary>Whether just that lies in a folder already: signed, by whoever would sign now.</summary>
    /// <param name="subjects">The outputs that it speaks of, the manifest among them.</param>
    /// <param name="disk">Where.</param>
    /// <param name="folder">The output folder.</param>
    public bool HasWritten(IEnumerable<BuiltFile> subjects, Disk disk, string folder)
    {
        try
        {
            byte[] statement = _statementOf(subjects);
            if (!FileSource.ReadAllBytes(disk, Path.Combine(folder, _recipe.Name + AttestationFiles.ProvenanceSuffix), statement.Length).AsSpan().SequenceEqual(statement)) return false;
            if (_signer is null) return true;
            var signed = SignedStatement.Read(disk, Path.Combine(folder, AttestationFiles.BundleOf(_recipe)));
            return signed.Holds(statement) && signed.IsSignedBy(_signer.PublicKey);
        }
        catch (ComposerException)
        {
            return false;
        }
    }

    public void Dispose() => _signer?.Dispose();
}
