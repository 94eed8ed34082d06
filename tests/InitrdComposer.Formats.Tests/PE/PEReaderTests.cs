using System.Collections.Immutable;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using Xunit;

namespace InitrdComposer.Formats.Tests.PE;

public sealed class PEReaderTests
{
    private const int FirstSection = Images.SectionTableOffset;
    private const int SecondSection = Images.SectionTableOffset + SectionHeader.Size;
    private const int CertificateDirectory = Images.OptionalHeaderOffset + OptionalHeader.Size + 32;

    [Fact]
    public void SectionsAreThoseThatObjdumpLists()
    {
        PEImage image = Images.Open("toy-nopcr.262.efi");
        Assert.Equal(
            [
                (".text", 0x3u, 0x1000u, 0x600u), (".sbat", 0xCBu, 0x2000u, 0x800u), (".osrel", 0x54u, 0x3000u, 0xC00u), (".cmdline", 0x13u, 0x4000u, 0xE00u),
                (".uname", 0xBu, 0x5000u, 0x1000u), (".linux", 0x600u, 0x6000u, 0x1200u), (".initrd", 0x200u, 0x7000u, 0x1800u),
            ],
            image.Sections.Select(section => (section.Name, section.VirtualSize, section.VirtualAddress, section.PointerToRawData)));
    }

    [Theory]
    [InlineData("toystub.efi")]
    [InlineData("toy-mp.262.efi")]
    [InlineData("toy.sbsign.efi")]
    public void HeadersAreWrittenAsTheyWereRead(string name)
    {
        byte[] bytes = Images.Bytes(name);
        PEImage image = Images.Open(bytes);
        byte[] written = [.. bytes];
        written.AsSpan(Images.FileHeaderOffset, Images.SectionTableOffset - Images.FileHeaderOffset).Fill(0xEE);
        image.DosHeader.Write(written);
        image.FileHeader.Write(written.AsSpan(Images.FileHeaderOffset));
        image.OptionalHeader.Write(written.AsSpan(Images.OptionalHeaderOffset));
        for (int i = 0; i < image.Directories.Length; i++) image.Directories[i].Write(written.AsSpan((int)image.DirectoryOffset((DirectoryEntry)i)));
        for (int i = 0; i < image.Sections.Length; i++) image.Sections[i].Write(written.AsSpan(Images.SectionTableOffset + (i * SectionHeader.Size)));
        if (!image.Certificates.IsEmpty) image.Certificates[0].Write(written.AsSpan((int)image.CertificateTable.VirtualAddress));
        Assert.Equal(bytes, written);
    }

    [Theory]
    [InlineData("toy.sbsign.efi", 0x633)]
    [InlineData("toy.ossl.efi", 0x5D8)]
    public void SignaturesAreFoundWhetherTheirLengthIsPaddedOrNot(string name, int length)
    {
        PEImage image = Images.Open(name);
        CertificateEntry entry = Assert.Single(image.Certificates);
        Assert.Equal(new CertificateEntry((uint)length, 0x0200, 2), entry);
    }

    [Fact]
    public void AFileThatEndsAnywhereIsRefused()
    {
        byte[] bytes = Images.Bytes("toy.sbsign.efi");
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<MalformedDataException>(() => Images.Open(bytes[..length]));
        }
    }

    [Fact]
    public void NoByteOfTheHeadersCausesAnotherException()
    {
        byte[] bytes = Images.Bytes("toy-nopcr.262.efi");
        for (int offset = 0; offset < Images.SectionTableOffset + (7 * SectionHeader.Size); offset++)
        {
            foreach (byte value in new byte[] { 0x00, 0x01, 0x7F, 0x80, 0xFF })
            {
                byte[] changed = [.. bytes];
                changed[offset] = value;
                try
                {
                    PEImage image = Images.Open(changed);
                    Authenticode.DigestOf(image, DigestAlgorithm.Sha256);
                    var section = new NewSection(".new", SectionCharacteristics.MemoryRead, PositionalSource.OfBytes(new byte[5]));
                    var changes = new PEChanges([section], ImmutableDictionary<string, PositionalSource>.Empty, DllCharacteristics.None);
                    PEWriter.Write(PEPlacement.Place(image, changes), Stream.Null);
                }
                catch (MalformedDataException)
                {
                    continue;
                }
            }
        }
    }

    public static TheoryData<string, string, byte[]> Lies
    {
        get
        {
            byte[] stub = Images.Bytes("toystub.efi");
            byte[] signed = Images.Bytes("toy.sbsign.efi");
            uint table = Images.Open(signed).CertificateTable.VirtualAddress;
            return new()
            {
                { "PEX-01 not MZ", "e_magic", stub.WithU16(0, 0x4D5B) },
                { "PEX-01 e_lfanew in the DOS header", "e_lfanew", stub.WithU32(0x3C, 0x20) },
                { "PEX-01 e_lfanew unaligned", "e_lfanew", stub.WithU32(0x3C, 0x41) },
                { "PEX-01 e_lfanew behind the file", "e_lfanew", stub.WithU32(0x3C, 0x10000) },
                { "PEX-01 no signature", "signature", stub.WithU32(Images.SignatureOffset, 0x4550_0000) },
                { "PEX-02 no sections", "NumberOfSections", stub.WithU16(Images.FileHeaderOffset + 2, 0) },
                { "PEX-02 65535 sections", "NumberOfSections", stub.WithU16(Images.FileHeaderOffset + 2, 65535) },
                { "PEX-02 more sections than header", "SizeOfHeaders", stub.WithU16(Images.FileHeaderOffset + 2, 40) },
                { "PEX-02 short optional header", "SizeOfOptionalHeader", stub.WithU16(Images.FileHeaderOffset + 16, 96) },
                { "PEX-02 optional header without its directories", "NumberOfRvaAndSizes", stub.WithU16(Images.FileHeaderOffset + 16, 112) },
                { "PEX-02 PE32", "Magic", stub.WithU16(Images.OptionalHeaderOffset, 0x10B) },
                { "PEX-02 alignment is no power of two", "FileAlignment", stub.WithU32(Images.OptionalHeaderOffset + 36, 0x300) },
                { "PEX-02 sections aligned less than the file", "SectionAlignment", stub.WithU32(Images.OptionalHeaderOffset + 32, 0x100) },
                { "PEX-03 4 GiB in memory", "VirtualSize of section .text", stub.WithU32(FirstSection + 8, 0xFFFF_F000).WithU32(FirstSection + 16, 0) },
                { "PEX-04 raw data in the headers", "PointerToRawData of section .text", stub.WithU32(FirstSection + 20, 0x200) },
                { "PEX-04 raw data behind the file", "PointerToRawData of section .sbat", stub.WithU32(SecondSection + 20, 0xA00) },
                { "PEX-04 raw data overflow", "PointerToRawData of section .sbat", stub.WithU32(SecondSection + 16, 0xFFFF_FFFF) },
                { "PEX-04 raw data overlap", "PointerToRawData of section .sbat", stub.WithU32(SecondSection + 20, 0x700) },
                { "PEX-05 addresses overlap", "VirtualAddress of section .sbat", stub.WithU32(FirstSection + 8, 0x1001) },
                { "PEX-05 addresses unsorted", "VirtualAddress of section .sbat", stub.WithU32(SecondSection + 12, 0x1000) },
                { "PEX-05 address in the headers", "VirtualAddress of section .text", stub.WithU32(FirstSection + 12, 0x200) },
                { "PEX-05 address unaligned", "VirtualAddress of section .text", stub.WithU32(FirstSection + 12, 0x1100) },
                { "PEX-09 table inside a section", "certificate table", signed.WithU32(CertificateDirectory, 0x800) },
                { "PEX-09 table before the end", "certificate table", [.. signed, 0, 0, 0, 0, 0, 0, 0, 0] },
                { "PEX-09 table unaligned", "certificate table", signed.WithU32(CertificateDirectory, table + 4).WithU32(CertificateDirectory + 4, 0x634) },
                { "PEX-09 empty entry", "certificate table", signed.WithU32((int)table, 0) },
                { "PEX-09 entry longer than the table", "certificate table", signed.WithU32((int)table, 0x639) },
                { "PEX-13 image of 4 GiB", "SizeOfImage", stub.WithU32(Images.OptionalHeaderOffset + 56, 0xFFFF_F000) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public void HeadersThatLieAreRefusedByTheFieldThatLies(string rule, string field, byte[] image)
    {
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => Images.Open(image));
        Assert.True(error.Field == field, $"{rule}: {error.Message}");
        Assert.Equal("PE", error.Format);
    }

    [Fact]
    public void ADoubleSignedFileHasTwoSignatures()
    {
        byte[] signed = Images.Bytes("toy.sbsign.efi");
        int table = (int)Images.Open(signed).CertificateTable.VirtualAddress;
        uint size = (uint)(signed.Length - table);
        byte[] twice = [.. signed, .. signed[table..]];
        Assert.Equal(2, Images.Open(twice.WithU32(CertificateDirectory + 4, 2 * size)).Certificates.Length);
    }
}
