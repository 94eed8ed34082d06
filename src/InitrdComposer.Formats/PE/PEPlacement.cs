using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>
/// Lays out an image with added and rewritten sections as systemd ukify does (addresses follow each other, VirtualSize is exact, the rest of the
/// headers stays), and makes room where ukify gives up. File offsets in a debug directory are not followed: no firmware reads them.
/// </summary>
public static class PEPlacement
{
    /// <summary>Firmware protects memory page by page, so sections begin at pages even if SectionAlignment is less (as in Debian 12's stub).</summary>
    private const int PageSize = 0x1000;

    /// <exception cref="MalformedDataException">The original cannot be extended, or the result would be larger than images can be.</exception>
    /// <exception cref="ArgumentException">A name is longer than eight ASCII characters, or not in the original where it is to be rewritten.</exception>
    public static PELayout Place(PEImage original, PEChanges changes)
    {
        Verify(original, changes);
        var relocations = ImmutableArray.CreateBuilder<PERelocation>();

        List<Draft> drafts = PlaceAddresses(original, changes, relocations);
        uint sizeOfHeaders = PlaceHeaders(original, drafts.Count);
        ImmutableArray<PlacedSection> sections = PlaceRawData(original, drafts, sizeOfHeaders, relocations);

        long sizeOfImage = Alignment.Up(sections[^1].Header.VirtualEnd, (int)original.OptionalHeader.SectionAlignment);
        PEReader.Require(
            sizeOfImage <= PEReader.MaxSizeOfImage, original.OptionalHeaderOffset + 56, "SizeOfImage", $"0x{sizeOfImage:X} with all sections",
            $"at most 0x{PEReader.MaxSizeOfImage:X}");

        long initialized = original.OptionalHeader.SizeOfInitializedData + drafts.Where(draft => draft.IsNew).Sum(draft => draft.Header.VirtualSize);
        PEReader.Require(
            initialized <= uint.MaxValue, original.OptionalHeaderOffset + 8, "SizeOfInitializedData", $"0x{initialized:X} with all sections", "32 bits");

        long overlay = OverlayLength(original);
        if (overlay > 0) relocations.Add(new PERelocation.OverlayDropped(overlay));
        return new(
            original,
            WithoutSymbols(original.FileHeader) with { NumberOfSections = (ushort)sections.Length },
            original.OptionalHeader with
            {
                SizeOfHeaders = sizeOfHeaders,
                SizeOfInitializedData = (uint)initialized,
                SizeOfImage = (uint)sizeOfImage,
                CheckSum = 0,
                DllCharacteristics = original.OptionalHeader.DllCharacteristics & ~changes.Cleared,
            },
            [.. original.Directories.Select((directory, index) => index == (int)DirectoryEntry.Security ? default : directory)],
            sections,
            relocations.ToImmutable());
    }

    private static void Verify(PEImage original, PEChanges changes)
    {
        foreach (string name in changes.Appended.Select(section => section.Name).Concat(changes.Rewritten.Keys))
        {
            bool isName = name.Length is > 0 and <= SectionHeader.NameSize && System.Text.Ascii.IsValid(name);
            if (!isName) throw new ArgumentException($"no section name: {name}", nameof(changes));
        }

        foreach (string name in changes.Rewritten.Keys)
        {
            if (original.Sections.Count(section => section.Name == name) != 1) throw new ArgumentException($"not one section {name}", nameof(changes));
        }

        SectionHeader[] inFile = [.. original.Sections.Where(section => section.SizeOfRawData > 0)];
        for (int i = 1; i < inFile.Length; i++)
        {
            PEReader.Require(
                inFile[i].PointerToRawData >= inFile[i - 1].RawEnd, original.SectionTableOffset, $"PointerToRawData of section {inFile[i].Name}",
                $"0x{inFile[i].PointerToRawData:X}", "raw data in the order of the section table");
        }
    }

    /// <summary>Decides where each section is in memory, and with how much of the file.</summary>
    private static List<Draft> PlaceAddresses(PEImage original, PEChanges changes, ImmutableArray<PERelocation>.Builder relocations)
    {
        int fileAlignment = (int)original.OptionalHeader.FileAlignment;
        List<Draft> drafts = [];
        List<NewSection> appended = [];
        for (int i = 0; i < original.Sections.Length; i++)
        {
            SectionHeader old = original.Sections[i];
            uint size = (uint)Math.Min(Alignment.Up(old.SizeOfRawData, fileAlignment), uint.MaxValue);
            if (!changes.Rewritten.TryGetValue(old.Name, out PositionalSource? content))
            {
                PositionalSource raw = original.Source.Slice(old.SizeOfRawData > 0 ? old.PointerToRawData : 0, old.SizeOfRawData);
                drafts.Add(new(old with { SizeOfRawData = size }, raw, IsNew: false));
                continue;
            }

            long room = i + 1 < original.Sections.Length ? original.Sections[i + 1].VirtualAddress - old.VirtualAddress : PEReader.MaxSizeOfImage;
            if (content.Length > room)
            {
                appended.Add(new(old.Name, old.Characteristics, content));
                continue;
            }

            uint needed = (uint)Alignment.Up(content.Length, fileAlignment);
            if (needed > size) relocations.Add(new PERelocation.SectionGrown(old.Name, size, needed));
            drafts.Add(new(old with { VirtualSize = (uint)content.Length, SizeOfRawData = Math.Max(size, needed) }, content, IsNew: false));
        }

        int kept = drafts.Count;
        int alignment = Math.Max((int)original.OptionalHeader.SectionAlignment, PageSize);
        long end = drafts.Select(draft => draft.Header.VirtualEnd).Append(original.Sections[^1].VirtualEnd).Max();
        foreach (NewSection section in appended.Concat(changes.Appended))
        {
            long address = Alignment.Up(end, alignment);
            end = address + section.VirtualSize;
            PEReader.Require(
                end <= PEReader.MaxSizeOfImage, original.OptionalHeaderOffset + 56, "SizeOfImage", $"0x{end:X} with section {section.Name}",
                $"at most 0x{PEReader.MaxSizeOfImage:X}");
            uint rawSize = (uint)Alignment.Up(section.Content.Length, fileAlignment);
            var header = new SectionHeader(section.Name, (uint)section.VirtualSize, (uint)address, rawSize, 0, 0, 0, 0, 0, section.Characteristics);
            drafts.Add(new(header, section.Content, IsNew: true));
        }

        for (int i = 0; i < appended.Count; i++)
        {
            uint from = original.Sections.Single(section => section.Name == appended[i].Name).VirtualAddress;
            relocations.Add(new PERelocation.SectionMoved(appended[i].Name, from, drafts[kept + i].Header.VirtualAddress));
        }

        return drafts;
    }

    /// <summary>How large the headers become so that the section table fits.</summary>
    private static uint PlaceHeaders(PEImage original, int sections)
    {
        int fileAlignment = (int)original.OptionalHeader.FileAlignment;
        PEReader.Require(sections <= PEReader.MaxSections, original.SignatureOffset + 6, "NumberOfSections", $"{sections}", $"at most {PEReader.MaxSections}");
        long oldEnd = original.SectionTableOffset + (original.Sections.Length * SectionHeader.Size);
        long newEnd = original.SectionTableOffset + (sections * SectionHeader.Size);
        long usable = Math.Min(newEnd, original.OptionalHeader.SizeOfHeaders);
        if (usable > oldEnd)
        {
            byte[] slack = PEReader.Take(original.Source, oldEnd, (int)(usable - oldEnd), "section table");
            PEReader.Require(!slack.AsSpan().ContainsAnyExcept((byte)0), oldEnd, "section table", "data behind it", "zeros, to add sections");
        }

        long size = Alignment.Up(Math.Max(original.OptionalHeader.SizeOfHeaders, newEnd), fileAlignment);
        uint firstAddress = original.Sections[0].VirtualAddress;
        PEReader.Require(
            size <= firstAddress, original.OptionalHeaderOffset + 60, "SizeOfHeaders", $"0x{size:X} for {sections} sections",
            $"at most 0x{firstAddress:X}, the address of the first section");
        return (uint)size;
    }

    /// <summary>
    /// Decides where each section is in the file: one behind the other, without gaps, because tools disagree about the Authenticode digest of files that
    /// have some.
    /// </summary>
    private static ImmutableArray<PlacedSection> PlaceRawData(
        PEImage original, List<Draft> drafts, uint sizeOfHeaders, ImmutableArray<PERelocation>.Builder relocations)
    {
        long end = sizeOfHeaders;
        ImmutableArray<PlacedSection>.Builder placed = ImmutableArray.CreateBuilder<PlacedSection>(drafts.Count);
        foreach ((SectionHeader header, PositionalSource raw, bool _) in drafts)
        {
            PEReader.Require(
                end + header.SizeOfRawData <= uint.MaxValue, original.SectionTableOffset, $"PointerToRawData of section {header.Name}", $"0x{end:X}",
                "a file below 4 GiB");
            placed.Add(new(header.SizeOfRawData == 0 ? header : header with { PointerToRawData = (uint)end }, raw));
            end += header.SizeOfRawData;
        }

        uint oldFirst = original.Sections.FirstOrDefault(section => section.SizeOfRawData > 0).PointerToRawData;
        long moved = sizeOfHeaders - Alignment.Up(oldFirst, (int)original.OptionalHeader.FileAlignment);
        if (oldFirst > 0 && moved > 0) relocations.Add(new PERelocation.RawDataMoved(moved));
        return placed.MoveToImmutable();
    }

    /// <summary>Image files should have no symbols; a loader never reads them.</summary>
    private static CoffFileHeader WithoutSymbols(CoffFileHeader header) => header.PointerToSymbolTable == 0 ? header : header with
    {
        PointerToSymbolTable = 0,
        NumberOfSymbols = 0,
        Characteristics = header.Characteristics | FileCharacteristics.LocalSymbolsStripped,
    };

    /// <summary>Bytes after the last section that are neither the COFF symbol and string tables nor signatures.</summary>
    private static long OverlayLength(PEImage original)
    {
        long end = original.Certificates.IsEmpty ? original.Source.Length : original.CertificateTable.VirtualAddress;
        long symbols = original.FileHeader.PointerToSymbolTable;
        if (symbols >= original.RawEnd)
        {
            long strings = symbols + ((long)original.FileHeader.NumberOfSymbols * CoffFileHeader.SymbolSize);
            if (strings <= end - sizeof(uint))
            {
                byte[] length = PEReader.Take(original.Source, strings, sizeof(uint), "string table");
                strings += new ByteReader(PEReader.Format, length, strings).U32LittleEndian("string table");
            }

            if (strings == end) end = symbols;
        }

        return end - original.RawEnd;
    }

    /// <summary>A section whose place in the file is still open.</summary>
    private sealed record Draft(SectionHeader Header, PositionalSource Raw, bool IsNew);
}
