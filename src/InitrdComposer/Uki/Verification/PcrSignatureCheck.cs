using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Signing;
using InitrdComposer.Uki.Forecast;
using InitrdComposer.Uki.PcrSignatures;

namespace InitrdComposer.Uki.Verification;

/// <summary>The .pcrsig that the stub sees in a profile, held against what it will measure and against a key.</summary>
/// <param name="Profile">From 0.</param>
/// <param name="Signatures">What is in it; none: no .pcrsig.</param>
/// <param name="Key">The fingerprint of the key that they were checked with; null: neither given nor in .pcrpkey.</param>
/// <param name="Findings">What does not hold.</param>
public sealed record PcrSignatureCheck(int Profile, ImmutableArray<PcrSignature> Signatures, Digest? Key, ImmutableArray<Finding> Findings)
{
    private const string Section = UkiSectionNames.PcrSignature;

    private const int MaxLength = 1 << 20;

    /// <summary>Of all profiles of a UKI. Reads what the stub measures once, for all profiles and banks that something is signed of.</summary>
    /// <param name="image">The UKI.</param>
    /// <param name="phases">The phases that signatures may be of: what is signed does not name them.</param>
    /// <param name="given">The key that must have signed; null: the one in .pcrpkey.</param>
    /// <exception cref="ComposerException">.pcrsig or .pcrpkey is malformed.</exception>
    internal static ImmutableArray<PcrSignatureCheck> OfAll(UkiImage image, ImmutableArray<PhasePath> phases, PublicKey? given)
    {
        ImmutableArray<UkiPart>[] seen = [.. Enumerable.Range(0, image.ProfileCount).Select(image.SeenByStub)];
        ImmutableArray<PcrSignature>?[] signatures = [.. seen.Select(parts => SignaturesIn(image, parts))];
        ImmutableArray<DigestAlgorithm> banks = [.. signatures.SelectMany(signed => signed ?? []).Select(signature => signature.Policy.Bank).Distinct()];
        ImmutableArray<KernelBootForecast> forecasts = KernelBootForecast.OfAll(seen.Zip(signatures, (parts, signed) => signed is null ? [] : parts), banks);
        return [.. seen.Select((parts, profile) => Of(profile, given ?? KeyIn(image, parts)))];

        PcrSignatureCheck Of(int profile, PublicKey? key)
        {
            if (signatures[profile] is { } signed) return new(profile, signed, key?.Fingerprint, [.. Check(forecasts[profile], signed, phases, key)]);
            Finding missing = new(UkiRules.PcrKey, Section, null, "section", "none", $"signatures of key {given?.Fingerprint.Hex}");
            return new(profile, [], key?.Fingerprint, given is null ? [] : [missing]);
        }
    }

    /// <summary>Null: there is no .pcrsig.</summary>
    private static ImmutableArray<PcrSignature>? SignaturesIn(UkiImage image, ImmutableArray<UkiPart> parts) =>
        parts.ContentOf(Section) is { } text ? PcrSignatureText.Read(image.File.Name, text.ReadHead(MaxLength)) : null;

    private static PublicKey? KeyIn(UkiImage image, ImmutableArray<UkiPart> parts) => parts.ContentOf(UkiSectionNames.PcrPublicKey) is { } pem
        ? PublicKey.FromPem(System.Text.Encoding.Latin1.GetString(pem.ReadHead(KeyText.MaxLength)), $"{image.File.Name} {UkiSectionNames.PcrPublicKey}")
        : null;

    private static IEnumerable<Finding> Check(KernelBootForecast forecast, ImmutableArray<PcrSignature> signatures, ImmutableArray<PhasePath> phases, PublicKey? key)
    {
        IEnumerable<DigestAlgorithm> banks = signatures.Select(signature => signature.Policy.Bank).Distinct();
        var right = banks.SelectMany(bank => new PcrPhases(phases, null).ValuesOf(forecast, bank)).ToLookup(value => value.Algorithm, PolicyDigest.Of);
        foreach (PcrSignature signature in signatures)
        {
            string rule = $"{signature.Policy.Bank.Name()} policy {signature.Policy.Policy.Hex[..16]}";
            if (!right[signature.Policy.Bank].Contains(signature.Policy.Policy))
            {
                yield return new(
                    UkiRules.PcrPolicy, Section, null, rule, signature.Policy.Policy.Hex,
                    $"{string.Join(" or ", right[signature.Policy.Bank].Select(policy => policy.Hex))}, PCR 11 in phases {string.Join(", ", phases)}");
            }

            if (key is not null && signature.Policy.Fingerprint == key.Fingerprint && !signature.IsOf(key))
            {
                yield return new(UkiRules.PcrKey, Section, null, $"{rule}: sig", "a wrong signature", $"one by key {key.Fingerprint.Hex}");
            }
        }

        if (key is not null && signatures.All(signature => signature.Policy.Fingerprint != key.Fingerprint))
        {
            yield return new(
                UkiRules.PcrKey, Section, null, "pkfp", string.Join(", ", signatures.Select(signature => signature.Policy.Fingerprint.Hex).Distinct().DefaultIfEmpty("none")),
                $"{key.Fingerprint.Hex} among them");
        }
    }
}
