using System.Collections.Immutable;
using IOAlignment = InitrdComposer.Formats.IO.Alignment;

namespace InitrdComposer.Formats.PE;

/// <summary>
/// The attribute certificate table: signatures at the file's end, outside of all sections. Its rules are strict because bytes that a verifier takes for
/// a signature and a loader for content are an attack (CVE-2023-40549, -40550, -40551).
/// </summary>
internal static class CertificateTable
{
    /// <summary>Most signatures of one file; kernels have one or two.</summary>
    private const int MaxCertificates = 64;

    /// <exception cref="MalformedDataException">The table is not at the file's end, or its entries do not fill it.</exception>
    public static ImmutableArray<CertificateEntry> Read(PEImage image)
    {
        DataDirectory table = image.CertificateTable;
        if (table is { VirtualAddress: 0, TableSize: 0 }) return [];

        long start = table.VirtualAddress;
        long end = start + table.TableSize;
        PEReader.Require(
            start % CertificateEntry.Alignment == 0 && start >= image.RawEnd && table.TableSize > 0 && end == image.Source.Length,
            image.DirectoryOffset(DirectoryEntry.Security), "certificate table", $"0x{table.TableSize:X} bytes at 0x{start:X}",
            $"a multiple of 8 from 0x{image.RawEnd:X}, up to the file's end 0x{image.Source.Length:X}");

        ImmutableArray<CertificateEntry>.Builder entries = ImmutableArray.CreateBuilder<CertificateEntry>();
        while (start < end)
        {
            var entry = CertificateEntry.Read(PEReader.Take(image.Source, start, CertificateEntry.Size, "certificate table"), start);
            PEReader.Require(
                entry.Length > CertificateEntry.Size && entry.Length <= end - start && entries.Count < MaxCertificates, start, "certificate table",
                $"dwLength 0x{entry.Length:X} in entry {entries.Count}",
                $"more than {CertificateEntry.Size}, at most the 0x{end - start:X} that are left, in at most {MaxCertificates} entries");
            entries.Add(entry);
            start = IOAlignment.Up(start + entry.Length, CertificateEntry.Alignment);
        }

        return entries.ToImmutable();
    }
}
