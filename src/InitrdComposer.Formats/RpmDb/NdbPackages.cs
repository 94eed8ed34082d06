using System.Buffers.Binary;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.RpmDb;

/// <summary>
/// Packages.db of rpm's "ndb" backend, which openSUSE uses (rpm, lib/backend/ndb/rpmpkg.c): pages of slots, each naming a run of blocks that holds one
/// header between a head and a tail. All numbers are little-endian.
/// </summary>
public static class NdbPackages
{
    private const string Format = "Packages.db";
    private const int PageSize = 4096;
    private const int BlockSize = 16;
    private const int SlotSize = 16;
    private const int HeaderSize = 32;
    private const int HeadSize = 16;
    private const int TailSize = 12;
    private const int MaxBlob = 64 << 20;

    private const uint FileMagic = 0x506D7052;
    private const uint SlotMagic = 0x746F6C53;
    private const uint HeadMagic = 0x53626C42;
    private const uint TailMagic = 0x45626C42;

    /// <returns>In the order of installation.</returns>
    /// <exception cref="MalformedDataException">No such database, or a damaged one.</exception>
    public static IReadOnlyList<InstalledRpm> Read(PositionalSource file)
    {
        var header = new byte[HeaderSize];
        if (file.Length < PageSize || file.Length % BlockSize != 0) throw Malformed(0, "length", $"{file.Length} bytes", $"pages and blocks of {BlockSize}");
        file.ReadExactlyAt(0, header);
        Require(0, "magic", Number(header, 0), FileMagic);
        Require(4, "version", Number(header, 4), 0);
        uint pages = Number(header, 12);
        if (pages == 0 || pages * (long)PageSize > file.Length) throw Malformed(12, "slot pages", $"{pages}", $"1 to {file.Length / PageSize}");

        var packages = new SortedDictionary<uint, InstalledRpm>();
        var slot = new byte[SlotSize];
        for (long offset = HeaderSize; offset < pages * (long)PageSize; offset += SlotSize)
        {
            file.ReadExactlyAt(offset, slot);
            Require(offset, "slot magic", Number(slot, 0), SlotMagic);
            uint number = Number(slot, 4), block = Number(slot, 8), blocks = Number(slot, 12);
            if (block == 0) continue;
            if (number == 0 || block < pages * (PageSize / BlockSize) || ((long)block + blocks) * BlockSize > file.Length || blocks * (long)BlockSize > MaxBlob)
            {
                throw Malformed(offset, "slot", $"package {number} in {blocks} blocks from {block}", "blocks behind the slots and inside the file");
            }

            if (!packages.TryAdd(number, ReadBlob(file, number, block * (long)BlockSize, (int)blocks * BlockSize))) throw Malformed(offset, "slot", $"package {number} twice", "each package once");
        }

        return [.. packages.Values];
    }

    private static InstalledRpm ReadBlob(PositionalSource file, uint number, long offset, int size)
    {
        if (size < HeadSize + TailSize) throw Malformed(offset, "blob", $"{size} bytes", "head and tail");
        var blob = new byte[size];
        file.ReadExactlyAt(offset, blob);
        uint length = Number(blob, 12);
        if (HeadSize + (long)length + TailSize > size || size - BlockSize >= HeadSize + (long)length + TailSize) throw Malformed(offset + 12, "blob length", $"{length}", $"what fills {size} bytes");
        Require(offset, "blob head", Number(blob, 0), HeadMagic);
        Require(offset + 4, "blob number", Number(blob, 4), number);
        Require(offset + size - TailSize, "adler32", Number(blob, size - TailSize), Adler32(blob.AsSpan(0, size - TailSize)));
        Require(offset + size - 8, "blob length at its end", Number(blob, size - 8), length);
        Require(offset + size - 4, "blob tail", Number(blob, size - 4), TailMagic);
        return InstalledRpm.Read(blob.AsSpan(HeadSize, (int)length), number);
    }

    /// <summary>RFC 1950, section 8.2.</summary>
    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint Modulus = 65521;
        uint low = 1, high = 0;
        foreach (byte value in bytes)
        {
            low = (low + value) % Modulus;
            high = (high + low) % Modulus;
        }

        return (high << 16) | low;
    }

    private static uint Number(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static void Require(long offset, string field, uint got, uint expected)
    {
        if (got != expected) throw Malformed(offset, field, $"0x{got:X8}", $"0x{expected:X8}");
    }

    private static MalformedDataException Malformed(long offset, string field, string got, string expected) => new(Format, offset, field, got, expected);
}
