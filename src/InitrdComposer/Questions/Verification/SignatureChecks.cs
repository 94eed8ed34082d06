using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Attestation;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Cms;
using InitrdComposer.Formats.Dsse;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Signing;
using PublicKey = InitrdComposer.Signing.PublicKey;

namespace InitrdComposer.Questions.Verification;

/// <summary>Who has signed what of an output folder.</summary>
/// <param name="disk">Where.</param>
/// <param name="folder">The output folder.</param>
/// <param name="trusted">Whose signatures count; none: nobody asks.</param>
internal sealed class SignatureChecks(Disk disk, string folder, ImmutableArray<X509Certificate2> trusted)
{
    private const string WithoutCertificate = "without --certificate nobody asks whose signature it is";

    /// <summary>Each envelope holds the provenance that lies beside it, and where certificates are given one of them has signed.</summary>
    public IEnumerable<OutputCheck> OfProvenance(string[] provenances, string[] bundles)
    {
        foreach (string bundle in bundles)
        {
            string provenance = bundle[..^AttestationFiles.BundleSuffix.Length] + AttestationFiles.ProvenanceSuffix;
            yield return provenances.Contains(provenance) ? EnvelopeCheck(bundle, provenance) : new(bundle, CheckVerdict.Fails, $"there is no {provenance}, which it holds");
        }

        if (trusted.IsEmpty) yield break;
        if (provenances.Length == 0) yield return new(ImageManifest.FileName, CheckVerdict.NotSigned, $"is not signed: there is no *{AttestationFiles.ProvenanceSuffix} that speaks of it");
        foreach (string provenance in provenances.Where(provenance => !bundles.Contains(provenance[..^AttestationFiles.ProvenanceSuffix.Length] + AttestationFiles.BundleSuffix)))
        {
            yield return new(provenance, CheckVerdict.NotSigned, $"is not signed: there is no *{AttestationFiles.BundleSuffix} of it");
        }
    }

    /// <summary>Of the signatures that came with locks.</summary>
    public IEnumerable<OutputCheck> OfLocks(ImmutableArray<BuiltFile> outputs) =>
        from signature in outputs
        where signature.Kind == "lock-signature" && signature.File.EndsWith(LockSignature.Suffix, StringComparison.Ordinal)
        let locked = signature.File[..^LockSignature.Suffix.Length]
        where outputs.Any(output => output.File == locked) && disk.Has(PathOf(signature.File)) && disk.Has(PathOf(locked))
        select LockCheck(signature.File, locked);

    private OutputCheck EnvelopeCheck(string bundle, string provenance)
    {
        try
        {
            byte[] statement = FileSource.ReadAllBytes(disk, PathOf(provenance), DsseEnvelope.MaxLength);
            ImmutableArray<DsseEnvelope> envelopes = DsseEnvelope.ReadBundle(FileSource.ReadAllBytes(disk, PathOf(bundle), DsseEnvelope.MaxLength));
            if (!envelopes.All(envelope => envelope.PayloadType == Provenance.PayloadType && envelope.Payload.Span.SequenceEqual(statement)))
            {
                return new(bundle, CheckVerdict.Fails, $"holds something else than {provenance}");
            }

            string keys = string.Join(", ", envelopes.SelectMany(envelope => envelope.Signatures).Select(signature => signature.KeyId));
            if (trusted.IsEmpty) return new(bundle, CheckVerdict.NotAsked, $"holds {provenance}; {WithoutCertificate}") { Got = keys };
            byte[] signed = DsseEnvelope.SignedBytes(Provenance.PayloadType, statement);
            X509Certificate2? signer = trusted.FirstOrDefault(certificate => PublicKey.Of(certificate) is { IsStrong: true } key
                && envelopes.SelectMany(envelope => envelope.Signatures).Any(signature => key.HasSigned(signed, signature.Bytes.Span)));
            return signer is null
                ? new(bundle, CheckVerdict.NotSigned, "is signed by the key of none of the given certificates") { Got = keys, Expected = string.Join(", ", trusted.Select(certificate => PublicKey.Of(certificate)?.KeyId)) }
                : new(bundle, CheckVerdict.Holds, $"holds {provenance}, signed by {signer.Subject}");
        }
        catch (MalformedDataException damage)
        {
            return new(bundle, CheckVerdict.NotSigned, $"is no envelope: {damage.Field}: got {damage.Got}, expected {damage.Expected}");
        }
    }

    private OutputCheck LockCheck(string file, string locked)
    {
        byte[] signature = FileSource.ReadAllBytes(disk, PathOf(file), SignedDataReader.MaxLength), content = FileSource.ReadAllBytes(disk, PathOf(locked), Array.MaxLength);
        if (!trusted.IsEmpty)
        {
            return LockSignature.Refusal(signature, content, trusted) is string refusal ? new(file, CheckVerdict.NotSigned, refusal) : new(file, CheckVerdict.Holds, $"is a signature of {locked}");
        }

        try
        {
            return DetachedCms.Read(signature, 0).Any(signer => signer.IsOf(content))
                ? new(file, CheckVerdict.NotAsked, $"is about {locked}; {WithoutCertificate}")
                : new(file, CheckVerdict.NotSigned, $"is a signature of something else than {locked}");
        }
        catch (MalformedDataException damage)
        {
            return new(file, CheckVerdict.NotSigned, $"is no CMS signature: {damage.Field}: got {damage.Got}, expected {damage.Expected}");
        }
    }

    private string PathOf(string file) => Path.Combine(folder, file);
}
