using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Dsse;
using InitrdComposer.Manifest;
using InitrdComposer.Signing;

namespace InitrdComposer.Attestation;

/// <summary>Whether the provenance that lies in an output folder is the one that a build would write.</summary>
internal static class AttestedFolder
{
    /// <param name="disk">Where.</param>
    /// <param name="folder">An output folder whose manifest holds.</param>
    /// <param name="name">Of the recipe.</param>
    /// <param name="statementOf">Of the outputs.</param>
    /// <param name="signer">Who would sign; null: nobody.</param>
    public static bool Holds(Disk disk, string folder, string name, Func<IEnumerable<BuiltFile>, byte[]> statementOf, Signer? signer)
    {
        try
        {
            byte[] manifest = FileSource.ReadAllBytes(disk, Path.Combine(folder, ImageManifest.FileName), Array.MaxLength);
            byte[] statement = statementOf([.. WrittenManifest.Find(disk, folder)!.Outputs, Outputs.ManifestOf(manifest)]);
            return FileSource.ReadAllBytes(disk, Path.Combine(folder, name + AttestationFiles.ProvenanceSuffix), statement.Length).AsSpan().SequenceEqual(statement)
                && (signer is null || IsSigned(FileSource.ReadAllBytes(disk, Path.Combine(folder, name + AttestationFiles.BundleSuffix), DsseEnvelope.MaxLength), statement, signer.PublicKey));
        }
        catch (Exception e) when (e is ComposerException or MalformedDataException)
        {
            return false;
        }
    }

    private static bool IsSigned(byte[] bundle, byte[] statement, PublicKey key) => DsseEnvelope.ReadBundle(bundle).Any(envelope =>
        envelope.PayloadType == Provenance.PayloadType && envelope.Payload.Span.SequenceEqual(statement)
        && envelope.Signatures.Any(signature => key.HasSigned(DsseEnvelope.SignedBytes(envelope.PayloadType, statement), signature.Bytes.Span)));
}
