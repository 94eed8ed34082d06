using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Signing;

namespace InitrdComposer.Uki.PcrSignatures;

/// <summary>Who signs PCR 11 policies, and which.</summary>
/// <param name="Signer">An RSA key.</param>
/// <param name="Groups">Phases and references.</param>
/// <param name="Banks">Those of the TPMs that it is for.</param>
public sealed record PcrSigning(Signer Signer, ImmutableArray<PcrPhases> Groups, ImmutableArray<DigestAlgorithm> Banks)
{
    /// <summary>The policies of each profile of a UKI. Reads what the stub measures, once.</summary>
    /// <exception cref="ComposerException">The key is no RSA key.</exception>
    public static ImmutableArray<ImmutableArray<PcrPolicy>> PoliciesOf(
        UkiImage image, ImmutableArray<PcrPhases> groups, ImmutableArray<DigestAlgorithm> banks, PublicKey key) =>
        [
            .. KernelBootForecast.OfAll(Enumerable.Range(0, image.ProfileCount).Select(image.SeenByStub), banks)
                .Select(forecast => PcrPolicy.Of(forecast, groups, banks, key)),
        ];

    /// <summary>Writes a UKI with signed policies.</summary>
    /// <exception cref="ComposerException">The key does not sign, is no RSA key, or is not the one in .pcrpkey.</exception>
    public LinkedUki Write(UkiImage image, Stream output)
    {
        RequireEmbeddedKey(image);
        ImmutableArray<ImmutableArray<PcrPolicy>> policies = PoliciesOf(image, Groups, Banks, Signer.PublicKey);
        return PcrSignatureEmbedding.Write(
            image, [.. policies.Select(profile => (ReadOnlyMemory<byte>)PcrSignatureText.Write(profile.Select(policy => policy.Sign(Signer))))], output);
    }

    /// <summary>systemd-cryptenroll and systemd-creds bind secrets to the key in .pcrpkey: signatures of another are of no use to them.</summary>
    private void RequireEmbeddedKey(UkiImage image)
    {
        foreach (UkiPart part in image.Profiles.SelectMany(profile => profile).Concat(image.Base).Where(part => part.Name == UkiSectionNames.PcrPublicKey))
        {
            if (PublicKey.FromPem(System.Text.Encoding.Latin1.GetString(part.Content.ReadHead(KeyText.MaxLength)), image.File.Name).Equals(Signer.PublicKey)) continue;
            throw new ComposerException(
                SigningErrors.BadKey, $"{UkiSectionNames.PcrPublicKey}: got another key than the one that signs, {Signer.PublicKey.Fingerprint.Hex}", new SourceLocation(image.File.Name));
        }
    }
}
