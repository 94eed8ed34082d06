using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Repository.Signatures;

/// <summary>What a certificate validly says of one of its keys, in one signature or in several.</summary>
/// <param name="Flags">What the key is for: the first octet of the key flags; null: it does not say.</param>
/// <param name="Life">How long after its creation the key expires; null: never.</param>
/// <param name="Made">When the newest of it was said.</param>
internal sealed record KeyStatement(byte? Flags, TimeSpan? Life, DateTimeOffset Made)
{
    /// <summary>Flag 0x02 (RFC 9580, 5.2.3.29). Keys from before there were flags have none and do not sign here.</summary>
    public bool IsForSigning => ((Flags ?? 0) & 2) != 0;

    /// <summary>Each property by the first signature that has it. A key life of zero is none, as in GnuPG.</summary>
    /// <param name="signatures">At least one, each with its date; those that outweigh others stand before them.</param>
    public static KeyStatement Of(params IReadOnlyList<Signature> signatures) => new(
        signatures.Select(signature => signature.KeyFlags).FirstOrDefault(flags => flags is not null),
        signatures.Select(signature => signature.KeyLife).FirstOrDefault(life => life is not null),
        signatures.Max(signature => signature.Made!.Value));
}
