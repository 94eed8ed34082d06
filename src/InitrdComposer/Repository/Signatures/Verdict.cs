using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Repository.Signatures;

/// <summary>What comes of verifying one signature.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>The signature is right, and its key may make it.</summary>
    /// <param name="Certificate">Fingerprint of the primary key.</param>
    /// <param name="Key">Fingerprint of the key that signed: the primary key or one of its subkeys.</param>
    /// <param name="Made">When, says the signature.</param>
    public sealed record Good(Fingerprint Certificate, Fingerprint Key, DateTimeOffset Made) : Verdict;

    /// <summary>The signature does not count.</summary>
    /// <param name="Reason">The rule it breaks.</param>
    /// <param name="Got">What was found, printable.</param>
    /// <param name="Expected">The rule in words.</param>
    public sealed record Refused(Refusal Reason, string Got, string Expected) : Verdict;
}
