using System.Buffers.Binary;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>The header of a WIN_CERTIFICATE: one signature of the attribute certificate table; several may follow each other.</summary>
/// <param name="Length">With this header, in bytes; sbsign writes it without the padding to 8 that osslsigncode counts in.</param>
/// <param name="Revision">0x0200.</param>
/// <param name="CertificateType">2 for PKCS#7 SignedData.</param>
public readonly record struct CertificateEntry(uint Length, ushort Revision, ushort CertificateType)
{
    public const int Size = 8;

    /// <summary>WIN_CERT_REVISION_2_0.</summary>
    public const ushort Revision2 = 0x0200;

    /// <summary>WIN_CERT_TYPE_PKCS_SIGNED_DATA.</summary>
    public const ushort PkcsSignedData = 2;

    /// <summary>Entries begin at multiples of this.</summary>
    public const int Alignment = 8;

    public static CertificateEntry Read(ReadOnlySpan<byte> data, long offset)
    {
        var reader = new ByteReader(PEReader.Format, data, offset);
        return new(
            reader.U32LittleEndian("dwLength"), reader.U16LittleEndian("wRevision"), reader.U16LittleEndian("wCertificateType"));
    }

    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, Length);
        BinaryPrimitives.WriteUInt16LittleEndian(into[4..], Revision);
        BinaryPrimitives.WriteUInt16LittleEndian(into[6..], CertificateType);
    }
}
