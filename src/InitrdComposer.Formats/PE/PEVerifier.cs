using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>What must hold between headers, section table and file before any of their numbers may be used.</summary>
internal static class PEVerifier
{
    /// <summary>
    /// With a smaller SectionAlignment a loader maps the image as one piece, and addresses are not aligned to it: Debian 12's stub has 0x200, and .sdmagic at
    /// 0x19100.
    /// </summary>
    private const uint PageSize = 0x1000;

    /// <exception cref="MalformedDataException">Sections overlap, leave the file or the image, or stand in the headers' place.</exception>
    public static void Verify(PEImage image)
    {
        OptionalHeader header = image.OptionalHeader;
        long tableEnd = image.SectionTableOffset + (image.Sections.Length * SectionHeader.Size);
        PEReader.Require(
            header.SizeOfHeaders >= tableEnd && header.SizeOfHeaders <= image.Source.Length, image.OptionalHeaderOffset + 60, "SizeOfHeaders",
            $"0x{header.SizeOfHeaders:X}", $"0x{tableEnd:X} (the section table's end) to 0x{image.Source.Length:X} (the file's)");
        PEReader.Require(
            header.SizeOfImage <= PEReader.MaxSizeOfImage, image.OptionalHeaderOffset + 56, "SizeOfImage", $"0x{header.SizeOfImage:X}",
            $"at most 0x{PEReader.MaxSizeOfImage:X}");

        long virtualEnd = header.SizeOfHeaders;
        for (int i = 0; i < image.Sections.Length; i++)
        {
            long offset = image.SectionTableOffset + (i * SectionHeader.Size);
            VerifyAddress(image, image.Sections[i], offset, virtualEnd);
            VerifyRaw(image, image.Sections[i], offset);
            virtualEnd = image.Sections[i].VirtualEnd;
        }

        VerifyRawRangesAreApart(image);
    }

    private static void VerifyAddress(PEImage image, SectionHeader section, long offset, long previousEnd)
    {
        OptionalHeader header = image.OptionalHeader;
        PEReader.Require(
            section.VirtualEnd <= header.SizeOfImage, offset + 8, Field("VirtualSize", section), $"0x{section.VirtualSize:X} at 0x{section.VirtualAddress:X}",
            $"an end inside SizeOfImage 0x{header.SizeOfImage:X}");
        PEReader.Require(
            section.VirtualAddress >= previousEnd, offset + 12, Field("VirtualAddress", section), $"0x{section.VirtualAddress:X}",
            $"at least 0x{previousEnd:X}, where what comes before ends");
        PEReader.Require(
            header.SectionAlignment < PageSize || section.VirtualAddress % header.SectionAlignment == 0, offset + 12, Field("VirtualAddress", section),
            $"0x{section.VirtualAddress:X}", $"a multiple of SectionAlignment 0x{header.SectionAlignment:X}");
    }

    private static void VerifyRaw(PEImage image, SectionHeader section, long offset)
    {
        if (section.SizeOfRawData == 0) return;
        uint sizeOfHeaders = image.OptionalHeader.SizeOfHeaders;
        PEReader.Require(
            section.PointerToRawData >= sizeOfHeaders && section.RawEnd <= image.Source.Length, offset + 20, Field("PointerToRawData", section),
            $"0x{section.PointerToRawData:X}, 0x{section.SizeOfRawData:X} bytes",
            $"a range from SizeOfHeaders 0x{sizeOfHeaders:X} to the file's end 0x{image.Source.Length:X}");
    }

    private static void VerifyRawRangesAreApart(PEImage image)
    {
        long end = 0;
        foreach (SectionHeader section in image.Sections.Where(section => section.SizeOfRawData > 0).OrderBy(section => section.PointerToRawData))
        {
            PEReader.Require(
                section.PointerToRawData >= end, image.SectionTableOffset + (image.Sections.IndexOf(section) * SectionHeader.Size) + 20,
                Field("PointerToRawData", section), $"0x{section.PointerToRawData:X}", $"at least 0x{end:X}, where another section's raw data end");
            end = section.RawEnd;
        }
    }

    private static string Field(string name, SectionHeader section) =>
        $"{name} of section {Printable.Escape(System.Text.Encoding.Latin1.GetBytes(section.Name))}";
}
