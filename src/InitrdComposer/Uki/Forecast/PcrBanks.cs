using System.Collections.Immutable;
using InitrdComposer.Formats;

namespace InitrdComposer.Uki.Forecast;

/// <summary>The PCR banks of a TPM 2.0: each holds all PCRs, extended with digests of one algorithm.</summary>
public static class PcrBanks
{
    /// <summary>Those that systemd-measure and systemd-pcrlock know, in their order.</summary>
    public static ImmutableArray<DigestAlgorithm> All { get; } = [DigestAlgorithm.Sha1, DigestAlgorithm.Sha256, DigestAlgorithm.Sha384, DigestAlgorithm.Sha512];

    /// <summary>Those of some names, in the order of <see cref="All"/>, each once.</summary>
    public static ImmutableArray<DigestAlgorithm> Named(IReadOnlyCollection<string> names) => [.. All.Where(bank => names.Contains(bank.Name()))];

    /// <summary>TPM_ALG_ID (TPM 2.0 Library, part 2, "TPM_ALG_ID Constants").</summary>
    public static ushort TpmAlgorithm(this DigestAlgorithm bank) => bank switch
    {
        DigestAlgorithm.Sha1 => 0x0004,
        DigestAlgorithm.Sha256 => 0x000B,
        DigestAlgorithm.Sha384 => 0x000C,
        DigestAlgorithm.Sha512 => 0x000D,
        _ => throw new ArgumentOutOfRangeException(nameof(bank), bank, null),
    };
}
