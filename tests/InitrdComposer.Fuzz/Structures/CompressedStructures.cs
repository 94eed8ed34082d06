using System.IO.Compression;
using InitrdComposer.Fuzz.Mutation;
using static InitrdComposer.Fuzz.Mutation.FieldForm;

namespace InitrdComposer.Fuzz.Structures;

/// <summary>Headers of compressed streams, and their sums where a reader stops at a wrong one.</summary>
internal static class CompressedStructures
{
    private const int MaxUnpacked = 1 << 20;

    /// <summary>RFC 1952: header, and CRC-32 and length of what is in it.</summary>
    public static Structure Gzip { get; } = new(
        (data, fields) =>
        {
            fields.Row(2, Little, 1, 1, 4, 1, 1, 2);
            fields.Row(data.Length - 8, Little, 4, 4);
        },
        data =>
        {
            if (data.Length < 18 || data[3] != 0) return;
            byte[] plain = Inflate(data.AsMemory(10));
            Numbers.Write(data, data.Length - 8, 4, Little, Checksums.Crc32(plain));
            Numbers.Write(data, data.Length - 4, 4, Little, (ulong)plain.Length);
        });

    /// <summary>The .xz file format 1.2.1: stream header, the first block's header, index and footer, each with its CRC-32.</summary>
    public static Structure Xz { get; } = new(
        (data, fields) =>
        {
            fields.Row(6, Big, 1, 1);
            Numbers.Dense(fields, 12, 12 + BlockHeaderSize(data), Little, 1);
            long index = data.Length - 12 - IndexSize(data);
            Numbers.Dense(fields, index, data.Length - 12, Little, 1);
            fields.Row(data.Length - 8, Little, 4, 1, 1);
        },
        data =>
        {
            Seal(data, 6, 2, 8);
            Seal(data, 12, BlockHeaderSize(data) - 4, 12 + BlockHeaderSize(data) - 4);
            long size = IndexSize(data);
            Seal(data, data.Length - 12 - size, size - 4, data.Length - 16);
            Seal(data, data.Length - 8, 6, data.Length - 12);
        });

    /// <summary>The header of LZMA-alone: properties, dictionary, length.</summary>
    public static Structure Lzma { get; } = Numbers.At(0, Little, 1, 4, 8);

    /// <summary>RFC 8878: frame headers and block headers.</summary>
    public static Structure Zstd { get; } = new((data, fields) =>
    {
        for (int at = data.AsSpan().IndexOf<byte>([0x28, 0xB5, 0x2F, 0xFD]); at >= 0;)
        {
            Numbers.Dense(fields, at + 4, at + 22, Little, 1);
            fields.Row(at + 4, Little, 1, 1, 2, 4, 8);
            int next = data.AsSpan(at + 4).IndexOf<byte>([0x28, 0xB5, 0x2F, 0xFD]);
            at = next < 0 ? -1 : at + 4 + next;
        }

        fields.Row(0, Little, 4, 4);
    });

    /// <summary>Linux' legacy frame of lz4: a length before each block.</summary>
    public static Structure Lz4 { get; } = new((data, fields) =>
    {
        for (long at = 4; at <= data.Length - 4;)
        {
            fields.Add(at, 4, Little);
            at += 4 + (long)Numbers.Read(data, at, 4, Little);
        }
    });

    /// <summary>Block size, and where the first block's sum and origin are.</summary>
    public static Structure Bzip2 { get; } = Numbers.At(3, Big, 1, 2, 4, 4, 1, 2, 1, 2, 2);

    private static long BlockHeaderSize(byte[] data) => data.Length > 12 ? (data[12] + 1) * 4 : 4;

    private static long IndexSize(byte[] data) => ((long)Numbers.Read(data, data.Length - 8, 4, Little) + 1) * 4;

    private static void Seal(byte[] data, long start, long length, long at)
    {
        if (start >= 0 && length > 0 && start + length <= data.Length) Numbers.Write(data, at, 4, Little, Checksums.Crc32(data.AsSpan((int)start, (int)length)));
    }

    /// <summary>As far as it goes.</summary>
    private static byte[] Inflate(ReadOnlyMemory<byte> data)
    {
        using var plain = new MemoryStream();
        using var inflater = new DeflateStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        byte[] buffer = new byte[4096];
        try
        {
            for (int read; plain.Length < MaxUnpacked && (read = inflater.Read(buffer)) > 0;) plain.Write(buffer, 0, read);
        }
        catch (InvalidDataException)
        {
            // What came before is what a sum would be over.
        }

        return plain.ToArray();
    }
}
