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
    public static PositionalSource HashedBytes(PEImage image) => Row(
        image, [.. HeaderRanges(image), .. SectionRanges(image)], image.Certificates.IsEmpty ? Alignment.Padding(image.Source.Length, CertificateEntry.Alignment) : 0);

    /// <summary>What is hashed of the headers.</summary>
    public static PositionalSource HashedHeaders(PEImage image) => Row(image, HeaderRanges(image), 0);

    /// <summary>Steps 3 to 7: without CheckSum and without the certificate table's directory entry.</summary>
    private static IEnumerable<(long Start, long End)> HeaderRanges(PEImage image)
    {
        yield return (0, image.CheckSumOffset);
        long next = image.CheckSumOffset + CheckSumSize;
        if (image.Directories.Length > (int)DirectoryEntry.Security)
        {
            long securityEntry = image.DirectoryOffset(DirectoryEntry.Security);
            yield return (next, securityEntry);
            next = securityEntry + DataDirectory.Size;
        }

        yield return (next, image.OptionalHeader.SizeOfHeaders);
    }

    private static IEnumerable<(long Start, long End)> SectionRanges(PEImage image)
    {
        // Steps 8 to 13: raw data in the file's order, with what aligns them.
        long hashed = image.OptionalHeader.SizeOfHeaders;
        foreach (SectionHeader section in image.Sections.Where(section => section.SizeOfRawData > 0).OrderBy(section => section.PointerToRawData))
        {
            yield return (section.PointerToRawData, section.RawEnd);
            hashed += section.SizeOfRawData;
        }

        // Step 14: what follows the sections, without the certificate table.
        yield return (hashed, image.Certificates.IsEmpty ? image.Source.Length : image.CertificateTable.VirtualAddress);
    }

    private static RowSource Row(PEImage image, IEnumerable<(long Start, long End)> ranges, long padding)
    {
        List<(long Start, PositionalSource Bytes)> parts = [];
        long length = 0;
        foreach ((long start, long end) in ranges.Where(range => range.Start < range.End))
        {
            parts.Add((length, image.Source.Slice(start, end - start)));
            length += end - start;
        }

        return new(parts, length + padding);
    }
}
