using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InitrdComposer.Formats.Cms;

/// <summary>Reads SignedData. DER only: what can be written in several ways can be read in several.</summary>
public static class SignedDataReader
{
    /// <summary>What errors call the format.</summary>
    public const string Format = "CMS";

    /// <summary>Most bytes of one signature: those with chain and timestamp have 10 KiB.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Most certificates, and most signers, of one signature.</summary>
    public const int MaxParts = 64;

    private static readonly Asn1Tag Constructed0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Constructed1 = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag Set = new(UniversalTagNumber.Set, isConstructed: true);

    /// <param name="data">A ContentInfo of type SignedData; NULs that align it may follow.</param>
    /// <param name="offset">Where it is in the file.</param>
    /// <exception cref="MalformedDataException">It is none, or one that is not DER.</exception>
    public static SignedData Read(ReadOnlySpan<byte> data, long offset)
    {
        if (data.Length > MaxLength) throw new MalformedDataException(Format, offset, "SignedData", $"{data.Length} bytes", $"at most {MaxLength}");
        var outer = new DerReader(Format, data, offset);
        DerReader contentInfo = outer.Into(Asn1Tag.Sequence, "ContentInfo");
        RequireNulls(data[(int)(outer.Offset - offset)..], outer.Offset);
        long typeOffset = contentInfo.Offset;
        string type = contentInfo.ObjectId("ContentInfo contentType");
        if (type != ObjectIds.SignedData) throw new MalformedDataException(Format, typeOffset, "ContentInfo contentType", type, $"{ObjectIds.SignedData} (signedData)");
        DerReader wrapped = contentInfo.Into(Constructed0, "ContentInfo content");
        contentInfo.End("ContentInfo");

        DerReader signed = wrapped.Into(Asn1Tag.Sequence, "SignedData");
        wrapped.End("ContentInfo content");
        RequireVersion(ref signed, "SignedData version");
        signed.Whole(Set, "digestAlgorithms");
        DerReader encapsulated = signed.Into(Asn1Tag.Sequence, "encapContentInfo");
        string contentType = encapsulated.ObjectId("eContentType");
        (byte[] content, long contentOffset) = encapsulated.IsAtEnd ? ([], encapsulated.Offset) : ContentOf(ref encapsulated);
        encapsulated.End("encapContentInfo");

        ImmutableArray<ReadOnlyMemory<byte>> certificates = signed.Has(Constructed0) ? Certificates(signed.Into(Constructed0, "certificates")) : [];
        if (signed.Has(Constructed1)) signed.Whole(Constructed1, "crls");
        ImmutableArray<SignerInfo> signers = Signers(signed.Into(Set, "signerInfos"));
        signed.End("SignedData");
        return new(contentType, content, contentOffset, certificates, signers);
    }

    private static (byte[] Content, long Offset) ContentOf(ref DerReader encapsulated)
    {
        DerReader content = encapsulated.Into(Constructed0, "eContent");
        long offset = content.Offset;
        byte[] value = content.Whole(Asn1Tag.Sequence, "eContent").ToArray();
        content.End("eContent");
        return (value, offset);
    }

    private static ImmutableArray<ReadOnlyMemory<byte>> Certificates(DerReader set)
    {
        ImmutableArray<ReadOnlyMemory<byte>>.Builder certificates = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        while (!set.IsAtEnd)
        {
            RequireRoom(certificates.Count, set.Offset, "certificates");
            certificates.Add(set.Whole(Asn1Tag.Sequence, "certificate").ToArray());
        }

        return certificates.ToImmutable();
    }

    private static ImmutableArray<SignerInfo> Signers(DerReader set)
    {
        ImmutableArray<SignerInfo>.Builder signers = ImmutableArray.CreateBuilder<SignerInfo>();
        if (set.IsAtEnd) throw new MalformedDataException(Format, set.Offset, "signerInfos", "none", "at least one");
        while (!set.IsAtEnd)
        {
            RequireRoom(signers.Count, set.Offset, "signerInfos");
            signers.Add(Signer(set.Into(Asn1Tag.Sequence, "SignerInfo")));
        }

        return signers.ToImmutable();
    }

    private static SignerInfo Signer(DerReader info)
    {
        RequireVersion(ref info, "SignerInfo version");
        DerReader id = info.Into(Asn1Tag.Sequence, "issuerAndSerialNumber");
        X500DistinguishedName issuer = Name(ref id, "issuer");
        byte[] serial = id.Content(Asn1Tag.Integer, "serialNumber").ToArray();
        id.End("issuerAndSerialNumber");
        string digestAlgorithm = Algorithm(ref info, "digestAlgorithm");
        byte[] attributes = [];
        (string? contentType, byte[] messageDigest) = (null, []);
        if (info.Has(Constructed0))
        {
            // RFC 5652, 5.4: what is digested has the tag of a SET in place of [0].
            (contentType, messageDigest) = Attributes(info, out attributes);
            attributes[0] = 0x31;
            info.Whole(Constructed0, "signedAttrs");
        }

        Algorithm(ref info, "signatureAlgorithm");
        byte[] signature = info.Content(Asn1Tag.PrimitiveOctetString, "signature").ToArray();
        if (info.Has(Constructed1)) info.Whole(Constructed1, "unsignedAttrs");
        info.End("SignerInfo");
        return new(issuer, serial, digestAlgorithm, attributes, contentType, messageDigest, signature);
    }

    private static (string? ContentType, byte[] MessageDigest) Attributes(DerReader info, out byte[] whole)
    {
        DerReader again = info;
        whole = again.Whole(Constructed0, "signedAttrs").ToArray();
        string? contentType = null;
        byte[]? messageDigest = null;
        for (DerReader set = info.Into(Constructed0, "signedAttrs"); !set.IsAtEnd;)
        {
            DerReader attribute = set.Into(Asn1Tag.Sequence, "attribute");
            long offset = attribute.Offset;
            string type = attribute.ObjectId("attribute type");
            DerReader values = attribute.Into(Set, $"attribute {type}");
            bool isTwice = (type == ObjectIds.ContentType && contentType is not null) || (type == ObjectIds.MessageDigest && messageDigest is not null);
            if (isTwice) throw new MalformedDataException(Format, offset, "attribute type", $"{type} again", "each attribute once");
            if (type == ObjectIds.ContentType) contentType = values.ObjectId("contentType");
            if (type == ObjectIds.MessageDigest) messageDigest = values.Content(Asn1Tag.PrimitiveOctetString, "messageDigest").ToArray();
            if (type is ObjectIds.ContentType or ObjectIds.MessageDigest) values.End($"attribute {type}");
            attribute.End("attribute");
        }

        return (contentType, messageDigest ?? []);
    }

    /// <summary>A Name, taken apart here: .NET takes any SEQUENCE for one, and its text is then whatever comes of it.</summary>
    private static X500DistinguishedName Name(ref DerReader reader, string field)
    {
        long offset = reader.Offset;
        ReadOnlySpan<byte> value = reader.Whole(Asn1Tag.Sequence, field);
        var name = new X500DistinguishedName(value);
        try
        {
            _ = name.EnumerateRelativeDistinguishedNames().Count();
            return name;
        }
        catch (CryptographicException exception)
        {
            throw new MalformedDataException(Format, offset, field, Convert.ToHexString(value[..Math.Min(value.Length, 16)]), "a Name (RFC 5280, 4.1.2.4)", exception);
        }
    }

    /// <summary>An AlgorithmIdentifier; parameters are NULL or absent, which differs from signer to signer, or the curve.</summary>
    private static string Algorithm(ref DerReader reader, string field)
    {
        DerReader algorithm = reader.Into(Asn1Tag.Sequence, field);
        return algorithm.ObjectId(field);
    }

    private static void RequireVersion(ref DerReader reader, string field)
    {
        long offset = reader.Offset;
        ReadOnlySpan<byte> version = reader.Content(Asn1Tag.Integer, field);
        if (version is not [1]) throw new MalformedDataException(Format, offset, field, Convert.ToHexString(version[..Math.Min(version.Length, 8)]), "1 (PKCS#7)");
    }

    private static void RequireRoom(int count, long offset, string field)
    {
        if (count >= MaxParts) throw new MalformedDataException(Format, offset, field, $"more than {MaxParts}", $"at most {MaxParts}");
    }

    private static void RequireNulls(ReadOnlySpan<byte> rest, long offset)
    {
        int other = rest.IndexOfAnyExcept((byte)0);
        if (other >= 0) throw new MalformedDataException(Format, offset + other, "ContentInfo", $"0x{rest[other]:X2} behind it", "nothing but NULs that align");
    }
}
