using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Elf;

/// <summary>Reads the program header table (System V gABI, chapter 5, "Program Header").</summary>
internal static class ElfSegmentTable
{
    private const int HeaderSize32 = 32;
    private const int HeaderSize64 = 56;

    /// <summary>PN_XNUM: the number stands elsewhere. Only core dumps have so many segments.</summary>
    private const ushort ExtendedCount = 0xFFFF;

    public static ImmutableArray<ElfSegment> Read(PositionalSource source, in ElfHeader header)
    {
        if (header.ProgramHeaderOffset == 0 || header.ProgramHeaderCount == 0) return [];
        int entrySize = header.Is64Bit ? HeaderSize64 : HeaderSize32;
        if (header.ProgramHeaderSize != entrySize) throw Malformed("e_phentsize", $"{header.ProgramHeaderSize}", $"{entrySize}");
        if (header.ProgramHeaderCount == ExtendedCount) throw Malformed("e_phnum", $"{header.ProgramHeaderCount}", $"below {ExtendedCount}");

        ulong offset = header.ProgramHeaderOffset;
        int length = header.ProgramHeaderCount * entrySize;
        byte[] table = ElfFile.ReadRange(source, offset, (ulong)length, ExtendedCount * HeaderSize64, "program header table");
        var segments = ImmutableArray.CreateBuilder<ElfSegment>(header.ProgramHeaderCount);
        for (int at = 0; at < length; at += entrySize)
        {
            segments.Add(ReadEntry(new ElfFieldReader(table.AsSpan(at, entrySize), (long)offset + at, header.Is64Bit, header.IsBigEndian), header.Is64Bit));
        }

        return segments.MoveToImmutable();
    }

    private static ElfSegment ReadEntry(ElfFieldReader reader, bool is64Bit)
    {
        var type = (ElfSegmentType)reader.Word("p_type");
        if (is64Bit) reader.Word("p_flags");
        ulong offset = reader.Native("p_offset");
        ulong address = reader.Native("p_vaddr");
        reader.Native("p_paddr");
        return new(type, offset, address, reader.Native("p_filesz"));
    }

    private static MalformedDataException Malformed(string field, string got, string expected) => new(ElfFile.Format, 0, field, got, expected);
}
