using System.Collections.Immutable;

namespace InitrdComposer.Formats.Rpm;

/// <summary>A digest that a package has of a part of itself: against accidents, and of the payload, where a signature of the header vouches for it.</summary>
/// <param name="Tag">Where it is: in the signature header, or, of a payload, in the header.</param>
public sealed record RpmDigest(RpmTag Tag, RpmCoverage Covers, Digest Digest);

/// <summary>Takes the digests of itself out of a package.</summary>
public static class RpmDigests
{
    /// <summary>RPMSIGTAG_MD5: a tag that has another meaning in the header.</summary>
    private const RpmTag SigMd5 = (RpmTag)1004;

    /// <returns>In the order of coverage; none in a package from before there were any.</returns>
    /// <exception cref="MalformedDataException">A digest is none of its algorithm, or the algorithm is not known.</exception>
    public static ImmutableArray<RpmDigest> Of(RpmPackageReader package)
    {
        (RpmHeader signature, RpmHeader header) = (package.Signature, package.Header);
        ImmutableArray<RpmDigest>.Builder digests = ImmutableArray.CreateBuilder<RpmDigest>();
        AddHex(signature, RpmTag.Sha1Header, RpmCoverage.Header, DigestAlgorithm.Sha1);
        AddHex(signature, RpmTag.Sha256Header, RpmCoverage.Header, DigestAlgorithm.Sha256);
        AddHex(signature, RpmTag.Sha3Of256Header, RpmCoverage.Header, DigestAlgorithm.Sha3Of256);
        if (signature.Contains(SigMd5))
        {
            ReadOnlySpan<byte> md5 = signature.Binary(SigMd5);
            if (md5.Length != DigestAlgorithm.Md5.SizeInBytes()) throw signature.Malformed(SigMd5, $"{md5.Length} bytes", "an md5");
            digests.Add(new(SigMd5, RpmCoverage.HeaderAndPayload, Digest.FromBytes(DigestAlgorithm.Md5, md5)));
        }

        DigestAlgorithm algorithm = PayloadAlgorithm(header);
        AddHex(header, RpmTag.PayloadSha256, RpmCoverage.Payload, algorithm);
        AddHex(header, RpmTag.PayloadSha512, RpmCoverage.Payload, DigestAlgorithm.Sha512);
        AddHex(header, RpmTag.PayloadSha3Of256, RpmCoverage.Payload, DigestAlgorithm.Sha3Of256);
        AddHex(header, RpmTag.PayloadSha256Alt, RpmCoverage.UncompressedPayload, algorithm);
        AddHex(header, RpmTag.PayloadSha512Alt, RpmCoverage.UncompressedPayload, DigestAlgorithm.Sha512);
        AddHex(header, RpmTag.PayloadSha3Of256Alt, RpmCoverage.UncompressedPayload, DigestAlgorithm.Sha3Of256);
        return digests.ToImmutable();

        void AddHex(RpmHeader from, RpmTag tag, RpmCoverage covers, DigestAlgorithm of)
        {
            RpmStringArray hex = from.Strings(tag);
            if (hex.Count == 0) return;
            digests.Add(Digest.TryFromHex(of, hex.Text(0), out Digest digest) ? new(tag, covers, digest) : throw from.Malformed(tag, Printable.Escape(hex[0]), $"a {of.Name()} in hex"));
        }
    }

    /// <summary>PAYLOADSHA256ALGO, PAYLOADDIGESTALGO once, names the algorithm of both older tags.</summary>
    private static DigestAlgorithm PayloadAlgorithm(RpmHeader header)
    {
        var algorithm = (DigestAlgorithm)(header.UInt32(RpmTag.PayloadSha256Algorithm) ?? (uint)DigestAlgorithm.Sha256);
        return Enum.IsDefined(algorithm) && algorithm != DigestAlgorithm.Sha224
            ? algorithm
            : throw header.Malformed(RpmTag.PayloadSha256Algorithm, $"{(int)algorithm}", "a digest algorithm that is known here");
    }
}
