using System.Buffers.Binary;
using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>An image with further signatures behind those that it has. Its own bytes stay as they are, but for CheckSum and one directory entry.</summary>
public static class SignedImage
{
    /// <summary>Most bytes of a file whose certificate table a directory entry of 32 bits can point to.</summary>
    private const long MaxLength = uint.MaxValue;

    /// <summary>Each signature becomes a WIN_CERTIFICATE at a multiple of 8, whose dwLength leaves the padding out, as sbsign writes it. Reads the image once.</summary>
    /// <param name="image">Signed or not.</param>
    /// <param name="signatures">PKCS#7 SignedData, in the order in which they are appended; at least one.</param>
    /// <exception cref="ArgumentException">There is no signature: the directory entry would point to nothing.</exception>
    /// <exception cref="MalformedDataException">The image has no directory entry for signatures, or would be too large.</exception>
    public static PositionalSource Append(PEImage image, ImmutableArray<ReadOnlyMemory<byte>> signatures)
    {
        if (signatures.IsEmpty) throw new ArgumentException("no signature to append", nameof(signatures));
        long entryOffset = image.DirectoryOffset(DirectoryEntry.Security);
        PEReader.Require(
            image.Directories.Length > (int)DirectoryEntry.Security, image.OptionalHeaderOffset + 108, "NumberOfRvaAndSizes", $"{image.Directories.Length}",
            $"more than {(int)DirectoryEntry.Security}: signatures have a directory entry");

        PositionalSource original = image.Source;
        long end = Alignment.Up(original.Length, CertificateEntry.Alignment);
        long start = image.Certificates.IsEmpty ? end : image.CertificateTable.VirtualAddress;
        List<(long Start, PositionalSource Bytes)> row = [];
        foreach (ReadOnlyMemory<byte> signature in signatures)
        {
            row.Add((end, Entry(signature)));
            end = Alignment.Up(end + CertificateEntry.Size + signature.Length, CertificateEntry.Alignment);
        }

        PEReader.Require(end <= MaxLength, entryOffset, "certificate table", $"an end at 0x{end:X}", $"at most 0x{MaxLength:X}");
        var table = new byte[DataDirectory.Size];
        new DataDirectory((uint)start, (uint)(end - start)).Write(table);
        row.InsertRange(0, [
            (0, original.Slice(0, entryOffset)),
            (entryOffset, PositionalSource.OfBytes(table)),
            (entryOffset + DataDirectory.Size, original.Slice(entryOffset + DataDirectory.Size, original.Length - entryOffset - DataDirectory.Size)),
        ]);

        var checkSum = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(checkSum, PEChecksum.Of(image with { Source = new RowSource(row, end) }));
        long afterCheckSum = image.CheckSumOffset + sizeof(uint);
        row[0] = (0, original.Slice(0, image.CheckSumOffset));
        row.InsertRange(1, [
            (image.CheckSumOffset, PositionalSource.OfBytes(checkSum)),
            (afterCheckSum, original.Slice(afterCheckSum, entryOffset - afterCheckSum)),
        ]);
        return new RowSource(row, end);
    }

    private static PositionalSource Entry(ReadOnlyMemory<byte> signature)
    {
        var entry = new byte[CertificateEntry.Size + signature.Length];
        new CertificateEntry((uint)entry.Length, CertificateEntry.Revision2, CertificateEntry.PkcsSignedData).Write(entry);
        signature.Span.CopyTo(entry.AsSpan(CertificateEntry.Size));
        return PositionalSource.OfBytes(entry);
    }
}
