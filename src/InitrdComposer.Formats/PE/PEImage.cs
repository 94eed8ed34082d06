using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>A PE32+ image: its headers, read and found consistent, and the file that they describe.</summary>
/// <param name="Source">The whole file.</param>
/// <param name="Directories">The data directories, of which there may be less than the sixteen of the specification.</param>
/// <param name="Sections">In the table's order, which is that of their addresses.</param>
/// <param name="Certificates">The signatures in the file's attribute certificate table; empty if it has none.</param>
public sealed record PEImage(
    PositionalSource Source,
    DosHeader DosHeader,
    CoffFileHeader FileHeader,
    OptionalHeader OptionalHeader,
    ImmutableArray<DataDirectory> Directories,
    ImmutableArray<SectionHeader> Sections,
    ImmutableArray<CertificateEntry> Certificates)
{
    /// <summary>File offset of the signature "PE\0\0".</summary>
    public long SignatureOffset => DosHeader.AddressOfNewHeader;

    /// <summary>File offset of the optional header.</summary>
    public long OptionalHeaderOffset => SignatureOffset + PEReader.SignatureSize + CoffFileHeader.Size;

    /// <summary>File offset of the optional header's CheckSum.</summary>
    public long CheckSumOffset => OptionalHeaderOffset + OptionalHeader.CheckSumOffset;

    /// <summary>File offset of the section table.</summary>
    public long SectionTableOffset => OptionalHeaderOffset + FileHeader.SizeOfOptionalHeader;

    /// <summary>Where the last section's raw data ends; what follows is no part of the image in memory.</summary>
    public long RawEnd =>
        Sections.Where(section => section.SizeOfRawData > 0).Select(section => section.RawEnd).Append(OptionalHeader.SizeOfHeaders).Max();

    /// <summary>The attribute certificate table; both fields 0 if there is none.</summary>
    public DataDirectory CertificateTable => Directories.ElementAtOrDefault((int)DirectoryEntry.Security);

    /// <summary>File offset of a data directory.</summary>
    public long DirectoryOffset(DirectoryEntry entry) => OptionalHeaderOffset + OptionalHeader.Size + ((int)entry * DataDirectory.Size);

    /// <summary>The signatures of the certificate table, one an entry, with what may align them: bytes, and their offset in the file.</summary>
    public IEnumerable<(CertificateEntry Entry, long Offset, PositionalSource Content)> Signatures()
    {
        long start = CertificateTable.VirtualAddress;
        foreach (CertificateEntry entry in Certificates)
        {
            yield return (entry, start + CertificateEntry.Size, Source.Slice(start + CertificateEntry.Size, entry.Length - CertificateEntry.Size));
            start = IO.Alignment.Up(start + entry.Length, CertificateEntry.Alignment);
        }
    }

    /// <summary>A section's bytes in the file without those that only align it.</summary>
    public PositionalSource Content(SectionHeader section) =>
        section.ContentSize == 0 ? PositionalSource.OfBytes(default) : Source.Slice(section.PointerToRawData, section.ContentSize);
}
