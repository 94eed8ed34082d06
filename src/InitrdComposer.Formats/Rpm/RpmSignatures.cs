using System.Collections.Immutable;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Formats.Rpm;

/// <summary>A tag of signatures, which are not read yet.</summary>
/// <param name="Tag">Where in the signature header they are.</param>
/// <param name="Covers"><see cref="RpmCoverage.Header"/> or <see cref="RpmCoverage.HeaderAndPayload"/>.</param>
/// <param name="Packets">OpenPGP's.</param>
/// <param name="Offset">Of the tag's data, in the file.</param>
public sealed record RpmSignaturePackets(RpmTag Tag, RpmCoverage Covers, ReadOnlyMemory<byte> Packets, long Offset)
{
    /// <exception cref="MalformedDataException">There is something else, or a signature is malformed.</exception>
    public ImmutableArray<RpmSignature> Read() => [.. SignatureReader.ReadDetached(Packets, Offset).Select(signature => new RpmSignature(Tag, Covers, signature))];
}

/// <summary>A signature of a package.</summary>
/// <param name="Tag">Where in the signature header it is.</param>
/// <param name="Covers"><see cref="RpmCoverage.Header"/> or <see cref="RpmCoverage.HeaderAndPayload"/>.</param>
public sealed record RpmSignature(RpmTag Tag, RpmCoverage Covers, Signature Signature)
{
    /// <summary>The bytes that it is over.</summary>
    /// <param name="package">The package.</param>
    /// <param name="payload">The package file from the payload on; not read for a signature of the header.</param>
    public Stream SignedBytes(RpmPackageReader package, Stream payload) => Covers == RpmCoverage.Header
        ? new PrefixedStream(package.Header.Bytes, Stream.Null)
        : new PrefixedStream(package.Header.Bytes, payload);
}

/// <summary>Takes the signatures out of a package's signature header.</summary>
public static class RpmSignatures
{
    /// <summary>Signatures in OPENPGP; rpm 6 writes one a signer, and those of the older tags once more.</summary>
    public const int MaxOpenPgp = 64;

    /// <summary>RPMSIGTAG_PGP and RPMSIGTAG_GPG, of the signature header: in the header, whose tags <see cref="RpmTag"/> names, the numbers mean something else.</summary>
    private const RpmTag SigPgp = (RpmTag)1002;
    private const RpmTag SigGpg = (RpmTag)1005;

    /// <returns>Those of the header first; none in an unsigned package. A signature may be in two tags.</returns>
    /// <exception cref="MalformedDataException">A tag is of another type, or there are too many.</exception>
    public static ImmutableArray<RpmSignaturePackets> Of(RpmPackageReader package)
    {
        RpmHeader header = package.Signature;
        RpmStringArray openPgp = header.Strings(RpmTag.OpenPgp);
        if (openPgp.Count > MaxOpenPgp) throw header.Malformed(RpmTag.OpenPgp, $"{openPgp.Count} signatures", $"at most {MaxOpenPgp}");
        ImmutableArray<RpmSignaturePackets>.Builder signatures = ImmutableArray.CreateBuilder<RpmSignaturePackets>();
        for (int i = 0; i < openPgp.Count; i++)
        {
            var binary = new byte[(openPgp[i].Length / 4 * 3) + 3];
            if (!Convert.TryFromBase64String(openPgp.Text(i), binary, out int length)) throw header.Malformed(RpmTag.OpenPgp, Printable.Escape(openPgp[i][..Math.Min(openPgp[i].Length, 40)]), "base64");
            Add(RpmTag.OpenPgp, RpmCoverage.Header, binary.AsMemory(0, length));
        }

        AddBinary(RpmTag.RsaHeader, RpmCoverage.Header);
        AddBinary(RpmTag.DsaHeader, RpmCoverage.Header);
        AddBinary(SigPgp, RpmCoverage.HeaderAndPayload);
        AddBinary(SigGpg, RpmCoverage.HeaderAndPayload);
        return signatures.ToImmutable();

        void AddBinary(RpmTag tag, RpmCoverage covers)
        {
            if (header.Contains(tag)) Add(tag, covers, header.Binary(tag).ToArray());
        }

        void Add(RpmTag tag, RpmCoverage covers, ReadOnlyMemory<byte> packets) => signatures.Add(new(tag, covers, packets, header.OffsetOf(tag)));
    }
}
