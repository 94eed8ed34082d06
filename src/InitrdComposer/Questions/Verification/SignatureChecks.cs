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
/// <param name="found">What lies there.</param>
/// <param name="trusted">Whose signatures count; none: nobody asks.</param>
internal sealed class SignatureChecks(Disk disk, OutputListing found, ImmutableArray<X509Certificate2> trusted)
{
    private const string WithoutCertificate = "without --certificate nobody asks whose signature it is";

    /// <summary>Each envelope holds the provenance that lies beside it, and where certificates are given one of them has signed.</summary>
    public IEnumerable<OutputCheck> OfProvenance(string[] provenances, string[] bundles)
    {
        foreach (string bundle in bundles)
        {
            string provenance = bundle[..^AttestationFiles.BundleSuffix.Length] + AttestationFiles.ProvenanceSuffix;
            foreach (OutputCheck check in OutputCheck.Guarded(bundle, CheckVerdict.NotSigned, () => [EnvelopeCheck(bundle, provenance)])) yield return check;
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
        where outputs.Any(output => output.File == locked) && found.Names.Contains(signature.File) && found.Names.Contains(locked)
        from check in OutputCheck.Guarded(signature.File, CheckVerdict.NotSigned, () => [LockCheck(signature.File, locked)])
        select check;

    private OutputCheck EnvelopeCheck(string bundle, string provenance)
    {
        if (!found.Names.Contains(provenance)) return new(bundle, CheckVerdict.Fails, $"there is no {provenance}, which it holds");
        byte[] statement = FileSource.ReadAllBytes(disk, found.PathOf(provenance), DsseReader.MaxLength);
        var signed = SignedStatement.Read(disk, found.PathOf(bundle));
        if (!signed.Holds(statement)) return new(bundle, CheckVerdict.Fails, $"holds something else than {provenance}");
        string keys = string.Join(", ", signed.KeyIds);
        if (trusted.IsEmpty) return new(bundle, CheckVerdict.NotAsked, $"holds {provenance}; {WithoutCertificate}") { Got = keys };
        X509Certificate2? signer = trusted.FirstOrDefault(certificate => PublicKey.Of(certificate) is { IsStrong: true } key && signed.IsSignedBy(key));
        return signer is null
            ? new(bundle, CheckVerdict.NotSigned, "is signed by the key of none of the given certificates") { Got = keys, Expected = string.Join(", ", trusted.Select(certificate => PublicKey.Of(certificate)?.KeyId)) }
            : new(bundle, CheckVerdict.Holds, $"holds {provenance}, signed by {signer.Subject}");
    }

    private OutputCheck LockCheck(string file, string locked)
    {
        byte[] signature = FileSource.ReadAllBytes(disk, found.PathOf(file), SignedDataReader.MaxLength), content = FileSource.ReadAllBytes(disk, found.PathOf(locked), LockReader.MaxLength);
        if (!trusted.IsEmpty)
        {
            DateTimeOffset? madeAfter = LockReader.Parse(content, found.PathOf(locked)).MadeAfter;
            return LockSignature.Refusal(signature, content, trusted, madeAfter) is string refusal ? new(file, CheckVerdict.NotSigned, refusal) : new(file, CheckVerdict.Holds, $"is a signature of {locked}");
        }

        try
        {
            return DetachedSigner.Read(signature, 0).Any(signer => signer.IsOf(content))
                ? new(file, CheckVerdict.NotAsked, $"is about {locked}; {WithoutCertificate}")
                : new(file, CheckVerdict.NotSigned, $"is a signature of something else than {locked}");
        }
        catch (MalformedDataException damage)
        {
            return new(file, CheckVerdict.NotSigned, $"is no CMS signature: {damage.Field}: got {damage.Got}, expected {damage.Expected}");
        }
    }
}
