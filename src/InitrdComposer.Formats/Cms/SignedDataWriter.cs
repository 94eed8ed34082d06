using System.Collections.Immutable;
using System.Formats.Asn1;

namespace InitrdComposer.Formats.Cms;

/// <summary>
/// Makes SignedData in two steps, between which somebody signs: first what is signed, then what contains the signature. DER, sets in DER's order: the same
/// content, certificates and signature are always the same bytes. The digest is SHA-256.
/// </summary>
public static class SignedDataWriter
{
    private static readonly Asn1Tag Constructed0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>What is signed: the signed attributes as a SET (RFC 5652, 5.4).</summary>
    /// <param name="contentType">An object identifier.</param>
    /// <param name="messageDigest">SHA-256 of the content's value without tag and length (RFC 2315, 9.3).</param>
    /// <param name="signingTime">When, as the signer claims; null: nothing is said, and the bytes do not depend on it.</param>
    public static byte[] SignedAttributes(string contentType, Digest messageDigest, DateTimeOffset? signingTime)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            Attribute(writer, ObjectIds.ContentType, value => value.WriteObjectIdentifier(contentType));
            if (signingTime is DateTimeOffset time)
            {
                // RFC 5652, 11.3: UTCTime through 2049.
                Attribute(writer, ObjectIds.SigningTime, value =>
                {
                    if (time.UtcDateTime.Year is >= 1950 and < 2050) value.WriteUtcTime(time, 2049);
                    else value.WriteGeneralizedTime(time, omitFractionalSeconds: true);
                });
            }

            Attribute(writer, ObjectIds.MessageDigest, value => value.WriteOctetString(messageDigest.ToBytes()));
        }

        return writer.Encode();
    }

    /// <param name="contentType">An object identifier.</param>
    /// <param name="content">The content's value with its tag; empty: it is elsewhere, and the signature is detached.</param>
    /// <param name="certificates">X.509, each with its tag; in any order.</param>
    /// <param name="signer">With <see cref="SignedAttributes"/> and their signature; without any, the signature is the content's.</param>
    /// <param name="signatureAlgorithm">An object identifier.</param>
    public static byte[] Write(
        string contentType, ReadOnlySpan<byte> content, ImmutableArray<ReadOnlyMemory<byte>> certificates, SignerInfo signer, string signatureAlgorithm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(ObjectIds.SignedData);
            using (writer.PushSequence(Constructed0))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf()) Algorithm(writer, signer.DigestAlgorithm);
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(contentType);
                    if (!content.IsEmpty)
                    {
                        using (writer.PushSequence(Constructed0)) writer.WriteEncodedValue(content);
                    }
                }

                using (writer.PushSetOf(Constructed0))
                {
                    foreach (ReadOnlyMemory<byte> certificate in certificates) writer.WriteEncodedValue(certificate.Span);
                }

                using (writer.PushSetOf()) Signer(writer, signer, signatureAlgorithm);
            }
        }

        return writer.Encode();
    }

    private static void Signer(AsnWriter writer, SignerInfo signer, string signatureAlgorithm)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(signer.Issuer.RawData);
                writer.WriteInteger(signer.SerialNumber.Span);
            }

            Algorithm(writer, signer.DigestAlgorithm);
            if (!signer.SignedAttributes.IsEmpty)
            {
                byte[] attributes = signer.SignedAttributes.ToArray();
                attributes[0] = 0xA0; // [0] IMPLICIT
                writer.WriteEncodedValue(attributes);
            }

            Algorithm(writer, signatureAlgorithm);
            writer.WriteOctetString(signer.Signature.Span);
        }
    }

    private static void Attribute(AsnWriter writer, string type, Action<AsnWriter> write)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSetOf()) write(writer);
        }
    }

    /// <summary>NULL parameters, as all other signers write them, but not with ECDSA (RFC 5758, 3.2).</summary>
    private static void Algorithm(AsnWriter writer, string algorithm)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(algorithm);
            if (algorithm != ObjectIds.EcdsaWithSha256) writer.WriteNull();
        }
    }
}
