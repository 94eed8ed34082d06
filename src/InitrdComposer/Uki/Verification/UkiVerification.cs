using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Diagnostics;
using InitrdComposer.Signing;
using InitrdComposer.Uki.Forecast;
using PublicKey = InitrdComposer.Signing.PublicKey;

namespace InitrdComposer.Uki.Verification;

/// <summary>What an image must prove.</summary>
/// <param name="Certificates">Each must be led to by a signature.</param>
/// <param name="PcrKey">Must have signed every profile's policies; null: the key in .pcrpkey, if there is one.</param>
/// <param name="Phases">The phases that policies may be of.</param>
public sealed record UkiDemands(ImmutableArray<X509Certificate2> Certificates, PublicKey? PcrKey, ImmutableArray<PhasePath> Phases);

/// <summary>Everything that can be checked of an EFI image without starting it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Signatures">Of its certificate table.</param>
/// <param name="PcrSignatures">Of each profile; none unless it is a UKI.</param>
/// <param name="Findings">What does not hold, those of signatures among it.</param>
public sealed record UkiVerification(
    EfiImageKind Kind, ImmutableArray<SignatureReport> Signatures, ImmutableArray<PcrSignatureCheck> PcrSignatures, ImmutableArray<Finding> Findings)
{
    /// <summary>Null: everything holds; else the gravest kind of finding: trust before claims.</summary>
    public FailureKind? Failure => Findings.IsEmpty ? null : Findings.Max(finding => finding.Id.Kind);

    /// <summary>Reads the file a few times: for each digest.</summary>
    /// <exception cref="ComposerException">It is no image, or one whose numbers lie: there is nothing to verify.</exception>
    public static UkiVerification Of(NamedSource file, UkiDemands demands)
    {
        UkiImage image = UkiImage.Open(file);
        ImmutableArray<SignatureReport> signatures = SignatureReport.AllOf(file.Name, image.Image, demands.Certificates);
        ImmutableArray<PcrSignatureCheck> pcrs = image.Kind == EfiImageKind.Uki
            ? PcrSignatureCheck.OfAll(image, demands.Phases, demands.PcrKey)
            : [];
        return new(image.Kind, signatures, pcrs,
        [
            .. StructureRules.Check(image.Image),
            .. image.Kind == EfiImageKind.PlainPE ? [] : SbatRules.Check(image),
            .. signatures.SelectMany(OfSignature),
            .. demands.Certificates.Where(certificate => !signatures.Any(signature => IsTrusted(signature, certificate))).Select(certificate => Untrusted(certificate, signatures)),
            .. pcrs.SelectMany(check => check.Findings),
        ]);
    }

    private static bool IsTrusted(SignatureReport signature, X509Certificate2 certificate) =>
        signature.IsGood && signature.Weaknesses.IsEmpty && signature.TrustedBy.Any(trusted => trusted.RawData.AsSpan().SequenceEqual(certificate.RawData));

    private static Finding Untrusted(X509Certificate2 certificate, ImmutableArray<SignatureReport> signatures) => new(
        UkiRules.Trust, null, null, "signatures",
        signatures.IsEmpty ? "none" : string.Join(", ", signatures.Select(signature => $"{signature.Signer ?? "one without certificate"}{Weak(signature)}")),
        $"a good one that leads to {certificate.Subject}");

    private static string Weak(SignatureReport signature) => signature.Weaknesses.IsEmpty ? "" : $" (weak: {string.Join(", ", signature.Weaknesses)})";

    private static IEnumerable<Finding> OfSignature(SignatureReport signature)
    {
        if (!signature.IsIntact)
        {
            yield return new(SigningErrors.WrongSignature, null, signature.Offset, "signature", $"one that is not of {signature.Signer ?? "any certificate in it"}", "one by the key of its certificate");
        }

        if (signature.ClaimedDigest != signature.ImageDigest)
        {
            yield return new(
                SigningErrors.WrongSignature, null, signature.Offset, "digest of the image", $"{signature.DigestAlgorithm}:{signature.ClaimedDigest}",
                signature.ImageDigest is null ? "a known algorithm" : $"{signature.DigestAlgorithm}:{signature.ImageDigest}");
        }
    }
}
