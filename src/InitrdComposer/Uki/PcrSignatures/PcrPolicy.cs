using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Signing;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Uki.PcrSignatures;

/// <summary>A policy "PCR 11 of this bank has this value" that a key is to sign, or has signed (systemd-measure(1), "policy-digest").</summary>
/// <param name="Bank">The bank.</param>
/// <param name="Fingerprint">Of the key: <see cref="PublicKey.Fingerprint"/>.</param>
/// <param name="Policy">TPM2_PolicyPCR, SHA-256 whatever the bank.</param>
/// <param name="Reference">The policy reference, which says what the signature is for; null: none.</param>
public sealed record PcrPolicy(DigestAlgorithm Bank, Digest Fingerprint, Digest Policy, string? Reference)
{
    /// <summary>Whose SHA-256 is signed.</summary>
    public byte[] ToBeSigned => PolicyDigest.ToBeSigned(Policy, Reference);

    /// <summary>Signs it.</summary>
    /// <param name="signer">An RSA key: systemd-stub's users take no other, and its signatures are the same each time.</param>
    /// <exception cref="ComposerException">It does not sign.</exception>
    public PcrSignature Sign(Signer signer) => new(this, signer.Sign(ToBeSigned));

    /// <summary>The policies of what the stub sees in a profile: by bank, then by group, then by phase.</summary>
    /// <param name="forecast">What PCR 11 will be.</param>
    /// <param name="groups">Phases and references.</param>
    /// <param name="banks">Those of the TPMs that it is for.</param>
    /// <param name="key">Whose signatures they will have.</param>
    /// <exception cref="ComposerException">The key is no RSA key.</exception>
    public static ImmutableArray<PcrPolicy> Of(KernelBootForecast forecast, ImmutableArray<PcrPhases> groups, ImmutableArray<DigestAlgorithm> banks, PublicKey key)
    {
        if (!key.IsRsa)
        {
            throw new ComposerException(SigningErrors.BadKey, $"got a key of {key.Description} bits, expected RSA: policies of PCRs are signed with RSASSA-PKCS1-v1_5");
        }

        return
        [
            .. from bank in banks
               from @group in groups
               from value in @group.ValuesOf(forecast, bank)
               select new PcrPolicy(bank, key.Fingerprint, PolicyDigest.Of(value), @group.Reference),
        ];
    }
}

/// <summary>A policy that its key has signed, if the signature is what it says.</summary>
/// <param name="Policy">What was signed.</param>
/// <param name="Signature">RSASSA-PKCS1-v1_5 over SHA-256.</param>
public sealed record PcrSignature(PcrPolicy Policy, ReadOnlyMemory<byte> Signature)
{
    /// <summary>Whether the key has signed this.</summary>
    public bool IsOf(PublicKey key) => key.IsRsa && Policy.Fingerprint == key.Fingerprint && key.HasSigned(Policy.ToBeSigned, Signature.Span);
}
