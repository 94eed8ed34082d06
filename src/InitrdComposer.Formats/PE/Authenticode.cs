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
        PositionalSource hashed = HashedBytes(image);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        long offset = 0;
        while (hashed.ReadAt(offset, buffer) is int read and > 0)
        {
            hash.AppendData(buffer.AsSpan(0, read));
            offset += read;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return Digest.Finish(algorithm, hash);
    }

    /// <summary>What is hashed, as one row, for whoever wants digests of several algorithms.</summary>
    public static PositionalSource HashedBytes(PEImage image)
    {
        List<(long Start, PositionalSource Bytes)> parts = [];
        long length = 0;

        // Steps 3 to 7: the headers without CheckSum and without the certificate table's directory entry.
        long securityEntry = image.DirectoryOffset(DirectoryEntry.Security);
        bool hasSecurityEntry = image.Directories.Length > (int)DirectoryEntry.Security;
        long afterCheckSum = image.CheckSumOffset + CheckSumSize;
        Add(0, image.CheckSumOffset);
        if (hasSecurityEntry) Add(afterCheckSum, securityEntry);
        Add(hasSecurityEntry ? securityEntry + DataDirectory.Size : afterCheckSum, image.OptionalHeader.SizeOfHeaders);

        // Steps 8 to 13: raw data in the file's order, with what aligns them.
        long hashed = image.OptionalHeader.SizeOfHeaders;
        foreach (SectionHeader section in image.Sections.Where(section => section.SizeOfRawData > 0).OrderBy(section => section.PointerToRawData))
        {
            Add(section.PointerToRawData, section.RawEnd);
            hashed += section.SizeOfRawData;
        }

        // Step 14: what follows the sections, without the certificate table.
        Add(hashed, image.Certificates.IsEmpty ? image.Source.Length : image.CertificateTable.VirtualAddress);
        return new RowSource(parts, length + (image.Certificates.IsEmpty ? Alignment.Padding(image.Source.Length, CertificateEntry.Alignment) : 0));

        void Add(long start, long end)
        {
            if (start >= end) return;
            parts.Add((length, image.Source.Slice(start, end - start)));
            length += end - start;
        }
    }
}
