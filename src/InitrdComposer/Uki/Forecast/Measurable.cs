using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki.Forecast;

/// <summary>What a PCR is extended with the digest of: bytes, or digests of bytes that are not at hand.</summary>
public abstract record Measurable
{
    private Measurable()
    {
    }

    public sealed record Bytes(PositionalSource Source) : Measurable;

    public sealed record Known(BankDigests Digests) : Measurable;

    /// <summary>As firmware measures an image that it loads: what its Authenticode digests are made over.</summary>
    public static Measurable Image(PEImage image) => new Bytes(Authenticode.HashedBytes(image));

    public static Measurable Text(byte[] text) => new Bytes(PositionalSource.OfBytes(text));

    /// <summary>UTF-16LE with its NUL, as UEFI passes strings.</summary>
    public static Measurable Utf16(string text) => Text(Encoding.Unicode.GetBytes(text + '\0'));

    /// <summary>Digests of several things; what their bytes have in common is read once.</summary>
    internal static Dictionary<Measurable, BankDigests> DigestsOf(IEnumerable<Measurable> things, ImmutableArray<DigestAlgorithm> banks)
    {
        Measurable[] distinct = [.. things.Distinct()];
        Bytes[] read = [.. distinct.OfType<Bytes>()];
        return read.Cast<Measurable>().Zip(SharedReading.DigestsOf([.. read.Select(bytes => bytes.Source)], banks))
            .Concat(distinct.OfType<Known>().Select(known => ((Measurable)known, known.Digests)))
            .ToDictionary(found => found.Item1, found => found.Item2);
    }
}
