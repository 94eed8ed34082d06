using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>
/// Reads the headers of a PE32+ image and refuses those that contradict themselves or the file. Directories other than the certificate table are not
/// followed. Rules: PE format specification; where Linux and systemd-stub break it, what UEFI firmware accepts.
/// </summary>
public static class PEReader
{
    /// <summary>What errors call the format.</summary>
    public const string Format = "PE";

    /// <summary>Bytes of "PE\0\0".</summary>
    public const int SignatureSize = 4;

    /// <summary>Most sections of an image: a UKI of 256 profiles with a dozen sections each has less.</summary>
    public const int MaxSections = 4096;

    /// <summary>Most bytes of an image in memory: firmware does not allocate more (systemd issue 31452).</summary>
    public const long MaxSizeOfImage = 0x8000_0000;

    /// <summary>Most data directories: the specification has sixteen.</summary>
    public const int MaxDirectories = 16;

    private const uint Signature = 0x0000_4550; // "PE\0\0"

    /// <exception cref="MalformedDataException">The file is no PE32+ image, or its headers are wrong.</exception>
    public static PEImage Read(PositionalSource source)
    {
        DosHeader dos = ReadDosHeader(source);
        CoffFileHeader file = ReadFileHeader(source, dos);

        long optionalOffset = dos.AddressOfNewHeader + SignatureSize + CoffFileHeader.Size;
        byte[] optionalBytes = Take(source, optionalOffset, file.SizeOfOptionalHeader, "optional header");
        OptionalHeader optional = ReadOptionalHeader(optionalBytes, optionalOffset);
        ImmutableArray<DataDirectory> directories =
        [
            .. Enumerable.Range(0, (int)optional.NumberOfRvaAndSizes).Select(index => OptionalHeader.Size + (index * DataDirectory.Size))
                .Select(start => DataDirectory.Read(optionalBytes.AsSpan(start), optionalOffset + start)),
        ];

        long tableOffset = optionalOffset + file.SizeOfOptionalHeader;
        byte[] table = Take(source, tableOffset, file.NumberOfSections * SectionHeader.Size, "section table");
        ImmutableArray<SectionHeader> sections =
        [
            .. Enumerable.Range(0, file.NumberOfSections).Select(index => index * SectionHeader.Size)
                .Select(start => SectionHeader.Read(table.AsSpan(start), tableOffset + start)),
        ];

        var image = new PEImage(source, dos, file, optional, directories, sections, []);
        PEVerifier.Verify(image);
        return image with { Certificates = CertificateTable.Read(image) };
    }

    internal static byte[] Take(PositionalSource source, long offset, int count, string field)
    {
        if (offset > source.Length - count)
        {
            throw new MalformedDataException(Format, offset, field, $"a file of {source.Length} bytes", $"{count} bytes at 0x{offset:X}");
        }

        var bytes = new byte[count];
        source.ReadExactlyAt(offset, bytes);
        return bytes;
    }

    private static DosHeader ReadDosHeader(PositionalSource source)
    {
        var dos = DosHeader.Read(Take(source, 0, DosHeader.Size, "MS-DOS header"), 0);
        Require(dos.Magic == DosHeader.ExpectedMagic, 0, "e_magic", $"0x{dos.Magic:X4}", "0x5A4D (MZ)");

        // UEFI asks for a multiple of 8, but Linux before 6.7 had 0x82 on x86.
        bool placed = dos.AddressOfNewHeader >= DosHeader.Size && dos.AddressOfNewHeader % 2 == 0
            && dos.AddressOfNewHeader <= source.Length - SignatureSize - CoffFileHeader.Size;
        Require(placed, 0x3C, "e_lfanew", $"0x{dos.AddressOfNewHeader:X}", $"an even offset from 0x40, inside the file of 0x{source.Length:X} bytes");
        return dos;
    }

    private static CoffFileHeader ReadFileHeader(PositionalSource source, DosHeader dos)
    {
        long offset = dos.AddressOfNewHeader;
        byte[] bytes = Take(source, offset, SignatureSize + CoffFileHeader.Size, "COFF file header");
        uint signature = new ByteReader(Format, bytes, offset).U32LittleEndian("signature");
        Require(signature == Signature, offset, "signature", $"0x{signature:X8}", "0x00004550 (PE)");

        var file = CoffFileHeader.Read(bytes.AsSpan(SignatureSize), offset + SignatureSize);
        Require(file.NumberOfSections is > 0 and <= MaxSections, offset + 6, "NumberOfSections", $"{file.NumberOfSections}", $"1 to {MaxSections}");
        Require(
            file.SizeOfOptionalHeader >= OptionalHeader.Size, offset + 20, "SizeOfOptionalHeader", $"{file.SizeOfOptionalHeader}",
            $"at least {OptionalHeader.Size}");
        return file;
    }

    private static OptionalHeader ReadOptionalHeader(ReadOnlySpan<byte> bytes, long offset)
    {
        var header = OptionalHeader.Read(bytes, offset);
        Require(header.Magic == OptionalHeader.Pe32Plus, offset, "Magic", $"0x{header.Magic:X}", "0x20B (PE32+)");
        Require(
            header.NumberOfRvaAndSizes <= MaxDirectories && OptionalHeader.Size + (header.NumberOfRvaAndSizes * DataDirectory.Size) <= bytes.Length,
            offset + 108, "NumberOfRvaAndSizes", $"{header.NumberOfRvaAndSizes}",
            $"at most {MaxDirectories}, and no more than SizeOfOptionalHeader {bytes.Length} holds");
        Require(IsPowerOfTwo(header.FileAlignment, 0x1_0000), offset + 36, "FileAlignment", $"0x{header.FileAlignment:X}", "a power of two up to 0x10000");
        Require(
            IsPowerOfTwo(header.SectionAlignment, 0x1000_0000) && header.SectionAlignment >= header.FileAlignment, offset + 32,
            "SectionAlignment", $"0x{header.SectionAlignment:X}", "a power of two, not below FileAlignment");
        return header;
    }

    private static bool IsPowerOfTwo(uint value, uint limit) => value <= limit && System.Numerics.BitOperations.IsPow2(value);

    internal static void Require(bool holds, long offset, string field, string got, string expected)
    {
        if (!holds) throw new MalformedDataException(Format, offset, field, got, expected);
    }
}
