using System.Collections.Immutable;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.OpenPgp;

namespace InitrdComposer.Formats.Rpm;

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

    /// <summary>RPMSIGTAG_PGP and RPMSIGTAG_GPG: tags that have other names and numbers' meanings in the header.</summary>
    private const RpmTag SigPgp = (RpmTag)1002;
    private const RpmTag SigGpg = (RpmTag)1005;

    /// <returns>Those of the header first; none in an unsigned package. A signature may be in two tags.</returns>
    /// <exception cref="MalformedDataException">A tag is of another type, or a signature is malformed.</exception>
    public static ImmutableArray<RpmSignature> Of(RpmPackageReader package)
    {
        RpmHeader header = package.Signature;
        RpmStringArray openPgp = header.Strings(RpmTag.OpenPgp);
        if (openPgp.Count > MaxOpenPgp) throw header.Malformed(RpmTag.OpenPgp, $"{openPgp.Count} signatures", $"at most {MaxOpenPgp}");
        ImmutableArray<RpmSignature>.Builder signatures = ImmutableArray.CreateBuilder<RpmSignature>();
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

        void Add(RpmTag tag, RpmCoverage covers, ReadOnlyMemory<byte> packets) =>
            signatures.AddRange(SignatureReader.ReadDetached(packets, header.OffsetOf(tag)).Select(signature => new RpmSignature(tag, covers, signature)));
    }
}
