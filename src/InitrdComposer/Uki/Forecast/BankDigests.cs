using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>Digests of the same bytes, one for each bank that is asked for.</summary>
public sealed class BankDigests
{
    private readonly ImmutableArray<Digest> _digests;

    private BankDigests(ImmutableArray<Digest> digests) => _digests = digests;

    /// <exception cref="KeyNotFoundException">The bank was not asked for.</exception>
    public Digest this[DigestAlgorithm bank] =>
        _digests.FirstOrDefault(digest => digest.Algorithm == bank) is { Hex: not null } found ? found : throw new KeyNotFoundException($"no digest for bank {bank.Name()}");

    /// <summary>Digests that were made elsewhere.</summary>
    public static BankDigests Of(IEnumerable<Digest> known) => new([.. known]);

    /// <summary>Reads the bytes once, whatever the number of banks.</summary>
    public static BankDigests Of(PositionalSource bytes, ImmutableArray<DigestAlgorithm> banks) => SharedReading.DigestsOf([bytes], banks)[0];
}
