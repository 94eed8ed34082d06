using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Elf;

/// <summary>Reads the section header table, extended numbering included (System V gABI, "Sections").</summary>
internal static class ElfSectionTable
{
    /// <summary>Far more than linkers make even with a section per function; bounds what a lying header makes us read.</summary>
    public const int MaxCount = 1 << 18;

    /// <summary>Of all names together, in characters: linkers let names share their ends, so this is more than the table has, but not without end.</summary>
    private const int MaxNamesTogether = 2 * ElfStringTable.MaxNamesLength;

    /// <summary>Where e_shentsize is; e_shnum and e_shstrndx follow.</summary>
    private const int EntrySizeOffset32 = 46;
    private const int EntrySizeOffset64 = 58;

    private const int HeaderSize32 = 40;
    private const int HeaderSize64 = 64;
    private const ushort ExtendedIndex = 0xFFFF;

    public static ImmutableArray<ElfSection> Read(PositionalSource source, in ElfHeader header)
    {
        if (header.SectionHeaderOffset == 0) return [];
        int entrySize = header.Is64Bit ? HeaderSize64 : HeaderSize32;
        int field = header.Is64Bit ? EntrySizeOffset64 : EntrySizeOffset32;
        if (header.SectionHeaderSize != entrySize)
        {
            throw Malformed(field, "e_shentsize", $"{header.SectionHeaderSize}", $"{entrySize}");
        }

        RawSection first = ReadEntries(source, header, 1, entrySize)[0];
        ulong count = header.SectionCount == 0 ? first.Length : header.SectionCount;
        uint names = header.NamesIndex == ExtendedIndex ? first.Link : header.NamesIndex;
        if (count is 0 or > MaxCount) throw Malformed(field + 2, "e_shnum", $"{count}", $"1 to {MaxCount}");
        if (names >= count) throw Malformed(field + 4, "e_shstrndx", $"{names}", $"below {count}");

        RawSection[] entries = ReadEntries(source, header, (int)count, entrySize);
        RawSection namesEntry = entries[names];
        var strings = new ElfStringTable(
            ElfFile.ReadRange(source, namesEntry.Offset, namesEntry.Length, ElfStringTable.MaxNamesLength, "section names"), namesEntry.Offset);

        var sections = ImmutableArray.CreateBuilder<ElfSection>(entries.Length);
        int together = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            RawSection entry = entries[i];
            string name = i == 0 ? "" : strings.SectionName(entry.Name);
            together += name.Length;
            if (together > MaxNamesTogether) throw Malformed((long)namesEntry.Offset, "section names", $"more than {MaxNamesTogether} characters", $"at most {MaxNamesTogether}");
            sections.Add(new(i, name, entry.Type, entry.Offset, entry.Length));
        }

        return sections.MoveToImmutable();
    }

    private static RawSection[] ReadEntries(PositionalSource source, in ElfHeader header, int count, int entrySize)
    {
        ulong offset = header.SectionHeaderOffset;
        byte[] table = ElfFile.ReadRange(source, offset, (ulong)count * (ulong)entrySize, MaxCount * HeaderSize64, "section header table");
        var entries = new RawSection[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = table.AsSpan(i * entrySize, entrySize);
            entries[i] = RawSection.Read(new ElfFieldReader(entry, (long)offset + ((long)i * entrySize), header.Is64Bit, header.IsBigEndian));
        }

        return entries;
    }

    private static MalformedDataException Malformed(long offset, string field, string got, string expected) =>
        new(ElfFile.Format, offset, field, got, expected);

    private readonly record struct RawSection(uint Name, ElfSectionType Type, ulong Offset, ulong Length, uint Link)
    {
        public static RawSection Read(ElfFieldReader reader)
        {
            uint name = reader.Word("sh_name");
            uint type = reader.Word("sh_type");
            reader.Native("sh_flags");
            reader.Native("sh_addr");
            ulong offset = reader.Native("sh_offset");
            ulong length = reader.Native("sh_size");
            return new(name, (ElfSectionType)type, offset, length, reader.Word("sh_link"));
        }
    }
}
