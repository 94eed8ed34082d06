using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki.Verification;

/// <summary>
/// What the section table of an image that firmware and stub agree upon looks like (PE format specification; systemd-stub's pe_locate_sections). What
/// <see cref="PEReader"/> demands of every image, no overlaps among it, holds already.
/// </summary>
internal static class StructureRules
{
    private const int PageSize = 0x1000;

    private const int BufferSize = 64 * 1024;

    public static IEnumerable<Finding> Check(PEImage image)
    {
        OptionalHeader header = image.OptionalHeader;
        long? previousEnd = null;
        long rawEnd = header.SizeOfHeaders;
        for (int i = 0; i < image.Sections.Length; i++)
        {
            SectionHeader section = image.Sections[i];
            long row = image.SectionTableOffset + (i * SectionHeader.Size);
            foreach (Finding finding in Section(image, section, row, previousEnd)) yield return finding;
            previousEnd = section.VirtualEnd;
        }

        foreach (SectionHeader section in image.Sections.Where(section => section.SizeOfRawData > 0).OrderBy(section => section.PointerToRawData))
        {
            if (section.PointerToRawData != rawEnd)
            {
                // Authenticode digests sections and what is behind them: bytes between are nobody's.
                yield return new(
                    UkiRules.RawData, section.Name, image.SectionTableOffset + (image.Sections.IndexOf(section) * SectionHeader.Size) + 20, "PointerToRawData",
                    $"0x{section.PointerToRawData:X}", $"0x{rawEnd:X}, where what comes before ends: no signature covers a gap");
            }

            rawEnd = section.RawEnd;
        }

        long expectedSize = Alignment.Up(image.Sections.Max(section => section.VirtualEnd), (int)header.SectionAlignment);
        if (header.SizeOfImage != expectedSize)
        {
            yield return new(UkiRules.SizeOfImage, null, image.OptionalHeaderOffset + 56, "SizeOfImage", $"0x{header.SizeOfImage:X}", $"0x{expectedSize:X}, the last section's end");
        }

        if (header.CheckSum != 0 && PEChecksum.Of(image) is uint sum && sum != header.CheckSum)
        {
            yield return new(UkiRules.CheckSum, null, image.CheckSumOffset, "CheckSum", $"0x{header.CheckSum:X}", $"0x{sum:X}, or 0");
        }
    }

    private static IEnumerable<Finding> Section(PEImage image, SectionHeader section, long row, long? previousEnd)
    {
        OptionalHeader header = image.OptionalHeader;
        if (section.VirtualAddress % header.SectionAlignment != 0)
        {
            yield return new(UkiRules.Address, section.Name, row + 12, "VirtualAddress", $"0x{section.VirtualAddress:X}", $"a multiple of SectionAlignment 0x{header.SectionAlignment:X}");
        }

        // Linkers begin sections on pages, whatever SectionAlignment is.
        if (previousEnd is long end && Alignment.Up(end, Math.Max(PageSize, (int)header.SectionAlignment)) is long next && section.VirtualAddress > next)
        {
            yield return new(UkiRules.Address, section.Name, row + 12, "VirtualAddress", $"0x{section.VirtualAddress:X}", $"0x{next:X}: no gap behind what comes before");
        }

        if (section.SizeOfRawData > 0 && (section.PointerToRawData % header.FileAlignment != 0 || section.SizeOfRawData % header.FileAlignment != 0))
        {
            yield return new(
                UkiRules.RawData, section.Name, row + 16, "SizeOfRawData, PointerToRawData", $"0x{section.SizeOfRawData:X}, 0x{section.PointerToRawData:X}",
                $"multiples of FileAlignment 0x{header.FileAlignment:X}");
        }

        if (!UkiSectionNames.IsOfUki(section.Name)) yield break;
        if (section.VirtualSize == 0)
        {
            yield return new(UkiRules.VirtualSize, section.Name, row + 8, "VirtualSize", "0", "the content's length: the stub takes the section for missing");
        }
        else if (section.VirtualSize > section.SizeOfRawData)
        {
            yield return new(
                UkiRules.VirtualSize, section.Name, row + 8, "VirtualSize", $"0x{section.VirtualSize:X}",
                $"at most SizeOfRawData 0x{section.SizeOfRawData:X}: the stub measures zeros that are not in the file");
        }
        else if (!IsZero(image.Source, section.PointerToRawData + section.VirtualSize, section.RawEnd))
        {
            yield return new(
                UkiRules.VirtualSize, section.Name, row + 8, "VirtualSize", $"0x{section.VirtualSize:X}",
                $"the content's length: behind it are bytes of 0x{section.SizeOfRawData:X} in the file that the stub does not see");
        }
    }

    private static bool IsZero(PositionalSource source, long start, long end)
    {
        var buffer = new byte[BufferSize];
        for (; start < end; start += BufferSize)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(BufferSize, end - start));
            source.ReadExactlyAt(start, part);
            if (part.ContainsAnyExcept((byte)0)) return false;
        }

        return true;
    }
}
