using System.Formats.Asn1;
using InitrdComposer.Formats.Cms;

namespace InitrdComposer.Formats.PE;

/// <summary>What an Authenticode signature is a signature of: the kind of file and its digest (SpcIndirectDataContent).</summary>
/// <param name="DigestAlgorithm">An object identifier.</param>
/// <param name="ImageDigest">As <see cref="Authenticode.DigestOf"/> calculates it.</param>
public sealed record SpcIndirectData(string DigestAlgorithm, ReadOnlyMemory<byte> ImageDigest)
{
    /// <summary>What all signers write in place of the page hashes' file name.</summary>
    private const string Obsolete = "<<<Obsolete>>>";

    private static readonly Asn1Tag Constructed0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Constructed2 = new(TagClass.ContextSpecific, 2, isConstructed: true);

    /// <param name="content">The content of a signature, with its tag.</param>
    /// <param name="offset">Where it is in the file.</param>
    /// <exception cref="MalformedDataException">It is none, or not of a PE image.</exception>
    public static SpcIndirectData Read(ReadOnlySpan<byte> content, long offset)
    {
        var outer = new DerReader(SignedDataReader.Format, content, offset);
        DerReader reader = outer.Into(Asn1Tag.Sequence, "SpcIndirectDataContent");
        DerReader data = reader.Into(Asn1Tag.Sequence, "SpcIndirectDataContent data");
        long typeOffset = data.Offset;
        string type = data.ObjectId("SpcIndirectDataContent type");
        if (type != ObjectIds.SpcPEImageData)
        {
            throw new MalformedDataException(SignedDataReader.Format, typeOffset, "SpcIndirectDataContent type", type, $"{ObjectIds.SpcPEImageData} (a PE image)");
        }

        DerReader digest = reader.Into(Asn1Tag.Sequence, "messageDigest");
        reader.End("SpcIndirectDataContent");
        DerReader algorithm = digest.Into(Asn1Tag.Sequence, "digestAlgorithm");
        string id = algorithm.ObjectId("digestAlgorithm");
        byte[] bytes = digest.Content(Asn1Tag.PrimitiveOctetString, "digest").ToArray();
        digest.End("messageDigest");
        return new(id, bytes);
    }

    /// <summary>With its tag, as sbsign and systemd-sbsign write it.</summary>
    public byte[] Write()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(ObjectIds.SpcPEImageData);
                using (writer.PushSequence())
                {
                    writer.WriteBitString([]);
                    using (writer.PushSequence(Constructed0))
                    using (writer.PushSequence(Constructed2))
                    {
                        writer.WriteCharacterString(UniversalTagNumber.BMPString, Obsolete, new Asn1Tag(TagClass.ContextSpecific, 0));
                    }
                }
            }

            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(DigestAlgorithm);
                    writer.WriteNull();
                }

                writer.WriteOctetString(ImageDigest.Span);
            }
        }

        return writer.Encode();
    }

    /// <summary>The value without tag and length, of which messageDigest is the digest.</summary>
    public static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> content)
    {
        AsnDecoder.ReadEncodedValue(content, AsnEncodingRules.DER, out int start, out int length, out _);
        return content.Slice(start, length);
    }
}
