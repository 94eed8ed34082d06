using System.Buffers;
using System.Security.Cryptography;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>
/// The digest of an image that signatures are made over and that firmware measures into PCR 4. Steps as in "Windows Authenticode Portable Executable
/// Signature Format", "Calculating the PE Image Hash".
/// </summary>
public static class Authenticode
{
    private const int BufferSize = 128 * 1024;

    private const int CheckSumSize = sizeof(uint);

    /// <summary>Reads the file once. Equal before and after signing, also where a signer pads the file to 8 bytes first.</summary>
    public static Digest DigestOf(PEImage image, DigestAlgorithm algorithm)
    {
        using IncrementalHash hash = algorithm.CreateHash();

        // Steps 3 to 7: the headers without CheckSum and without the certificate table's directory entry.
        long securityEntry = image.DirectoryOffset(DirectoryEntry.Security);
        bool hasSecurityEntry = image.Directories.Length > (int)DirectoryEntry.Security;
        long afterCheckSum = image.CheckSumOffset + CheckSumSize;
        Append(hash, image.Source, 0, image.CheckSumOffset);
        if (hasSecurityEntry) Append(hash, image.Source, afterCheckSum, securityEntry);
        Append(hash, image.Source, hasSecurityEntry ? securityEntry + DataDirectory.Size : afterCheckSum, image.OptionalHeader.SizeOfHeaders);

        // Steps 8 to 13: raw data in the file's order, with what aligns them.
        long hashed = image.OptionalHeader.SizeOfHeaders;
        foreach (SectionHeader section in image.Sections.Where(section => section.SizeOfRawData > 0).OrderBy(section => section.PointerToRawData))
        {
            Append(hash, image.Source, section.PointerToRawData, section.RawEnd);
            hashed += section.SizeOfRawData;
        }

        // Step 14: what follows the sections, without the certificate table.
        long end = image.Certificates.IsEmpty ? image.Source.Length : image.CertificateTable.VirtualAddress;
        Append(hash, image.Source, hashed, end);
        if (image.Certificates.IsEmpty) hash.AppendData(new byte[Alignment.Padding(image.Source.Length, CertificateEntry.Alignment)]);
        return Digest.Finish(algorithm, hash);
    }

    private static void Append(IncrementalHash hash, PositionalSource source, long start, long end)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        while (start < end)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - start));
            source.ReadExactlyAt(start, part);
            hash.AppendData(part);
            start += part.Length;
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
