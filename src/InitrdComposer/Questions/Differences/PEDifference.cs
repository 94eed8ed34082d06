using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Uki;

namespace InitrdComposer.Questions.Differences;

/// <summary>Compares PE images: first what is in their sections, which explains most of what headers say, then headers, then what is between and behind.</summary>
internal static class PEDifference
{
    public static Difference? Find(PositionalSource given, PositionalSource expected)
    {
        PEImage right = PEReader.Read(expected), left;
        try
        {
            left = PEReader.Read(given);
        }
        catch (MalformedDataException damage)
        {
            return Difference.Of(damage);
        }

        return InSections(left, right) ?? InHeaders(left, right) ?? Elsewhere(left, right);
    }

    private static Difference? InSections(PEImage given, PEImage expected)
    {
        ImmutableArray<SectionHeader> was = given.Sections, becomes = expected.Sections;
        for (int i = 0; i < Math.Max(was.Length, becomes.Length); i++)
        {
            string? left = i < was.Length ? was[i].Name : null, right = i < becomes.Length ? becomes[i].Name : null;
            if (left != right) return new("section table", $"section {i + 1}", left is null ? "nothing" : Printable.Escape(left), right is null ? "nothing" : Printable.Escape(right), HeaderPlace(given, i));
            if (InContent(right!, given.Content(was[i]), expected.Content(becomes[i])) is Difference found) return found.Inside(Printable.Escape(right!), was[i].PointerToRawData);
        }

        return null;
    }

    private static Difference? InContent(string section, PositionalSource given, PositionalSource expected)
    {
        if (ByteDifference.FirstOffset(given, expected) is not long offset) return null;
        if (section == UkiSectionNames.Initrd) return InitrdDifference.Find(given, expected);
        return UkiSectionNames.Text.Contains(section)
            ? TextDifference.Find(given.ReadAll(), expected.ReadAll()) ?? ByteDifference.At(given, expected, offset)
            : ByteDifference.At(given, expected, offset) with { Field = $"content at byte {offset}" };
    }

    private static Difference? InHeaders(PEImage given, PEImage expected)
    {
        PositionalSource left = given.Source, right = expected.Source;
        if (given.DosHeader.AddressOfNewHeader != expected.DosHeader.AddressOfNewHeader)
        {
            return new("MS-DOS header", "e_lfanew", $"0x{given.DosHeader.AddressOfNewHeader:X}", $"0x{expected.DosHeader.AddressOfNewHeader:X}", DifferencePlace.Byte(0x3C));
        }

        for (int i = 0; i < given.Sections.Length; i++)
        {
            if (ByteDifference.InHeader(SectionHeader.Layout, left, right, given.SectionTableOffset + (i * SectionHeader.Size)) is Difference row) return row with { Where = $"section table, {Printable.Escape(given.Sections[i].Name)}" };
        }

        if (ByteDifference.InHeader(CoffFileHeader.Layout, left, right, given.SignatureOffset + PEReader.SignatureSize) is Difference coff) return coff with { Where = "COFF file header" };
        // The checksum is of the whole file: whatever else differs explains it.
        if (ByteDifference.InHeader(OptionalHeader.Layout, left, right, given.OptionalHeaderOffset, field => field != nameof(OptionalHeader.CheckSum)) is Difference optional) return optional with { Where = "optional header" };
        foreach (DirectoryEntry entry in Enum.GetValues<DirectoryEntry>().Where(entry => (int)entry < Math.Min(given.Directories.Length, expected.Directories.Length)))
        {
            if (ByteDifference.InHeader(DataDirectory.Layout, left, right, given.DirectoryOffset(entry)) is Difference directory) return directory with { Where = $"data directory {entry}" };
        }

        return null;
    }

    private static Difference? Elsewhere(PEImage given, PEImage expected)
    {
        if (ByteDifference.FirstOffset(given.Source, expected.Source) is not long offset) return null;
        if (offset >= given.CheckSumOffset && offset < given.CheckSumOffset + sizeof(uint)) return ByteDifference.InHeader(OptionalHeader.Layout, given.Source, expected.Source, given.OptionalHeaderOffset)! with { Where = "optional header" };
        string? where = given.CertificateTable is { VirtualAddress: > 0 and uint table } && offset >= table
            ? "attribute certificate table"
            : given.Sections.FirstOrDefault(section => offset >= section.PointerToRawData && offset < section.RawEnd) is { Name.Length: > 0 } padded ? $"padding of {Printable.Escape(padded.Name)}" : null;
        return ByteDifference.At(given.Source, expected.Source, offset) with { Where = where };
    }

    private static DifferencePlace HeaderPlace(PEImage image, int index) => DifferencePlace.Byte(image.SectionTableOffset + (index * SectionHeader.Size));
}
