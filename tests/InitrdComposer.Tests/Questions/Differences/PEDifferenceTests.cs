using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Questions.Differences;

/// <summary>A difference of each kind in a UKI is named by section or header, field and offset.</summary>
public sealed class PEDifferenceTests
{
    private static readonly byte[] Toy = File.ReadAllBytes(Checkout.Fixture("uki", "toy.262.efi"));
    private static readonly PEImage Image = PEReader.Read(PositionalSource.OfBytes(Toy));

    [Fact]
    public void ALineOfText()
    {
        SectionHeader section = Section(".osrel");
        Assert.Matches(
            @"^x\.efi: \.osrel: line: got ""XD=.*"", expected ""ID=.*"", line \d+$", Difference(Toy.AsSpan((int)section.PointerToRawData).IndexOf("ID="u8) + (int)section.PointerToRawData, "X"u8));
    }

    [Fact]
    public void AByteOfTheKernel()
    {
        int place = (int)Section(".linux").PointerToRawData + 100;
        Assert.Equal($"x.efi: .linux: content at byte 100: got 0xEE, expected 0x{Toy[place]:X2}, offset 0x{place:X}", Difference(place, [0xEE]));
    }

    [Fact]
    public void AMemberOfTheInitrd()
    {
        SectionHeader section = Section(".initrd");
        int place = (int)section.PointerToRawData + 6 + (5 * 8) + 7;
        Assert.Matches($@"^x\.efi: \.initrd, segment 1, \S+: mtime: got \d+, expected \d+, offset 0x{place - 7:X}$", Difference(place, Toy[place] == (byte)'1' ? "2"u8 : "1"u8));
    }

    [Theory]
    [InlineData(4, "COFF file header", "TimeDateStamp")]
    [InlineData(20 + 2, "optional header", "MajorLinkerVersion")]
    [InlineData(20 + 44, "optional header", "MajorImageVersion")]
    [InlineData(20 + 64, "optional header", "CheckSum")]
    public void AFieldOfAHeader(int offset, string header, string field)
    {
        int place = (int)Image.SignatureOffset + PEReader.SignatureSize + offset;
        Assert.Matches($"^x\\.efi: {header}: {field}: got 0x[0-9A-F]+, expected 0x[0-9A-F]+, offset 0x{place:X}$", Difference(place, [(byte)(Toy[place] ^ 0x40)]));
    }

    [Fact]
    public void ARowOfTheSectionTable()
    {
        int place = (int)Image.SectionTableOffset + 36;
        Assert.Matches($@"^x\.efi: section table, {Image.Sections[0].Name}: Characteristics: got 0x[0-9A-F]+, expected 0x[0-9A-F]+, offset 0x{place:X}$", Difference(place, [(byte)(Toy[place] ^ 0x40)]));
    }

    [Fact]
    public void ASectionOfAnotherName()
    {
        int row = (int)Image.SectionTableOffset + (Image.Sections.IndexOf(Section(".uname")) * SectionHeader.Size);
        Assert.Equal($"x.efi: section table: section {Image.Sections.IndexOf(Section(".uname")) + 1}: got .Uname, expected .uname, offset 0x{row:X}", Difference(row + 1, "U"u8));
    }

    [Fact]
    public void WhatOnlyAlignsASection()
    {
        SectionHeader padded = Image.Sections.First(section => section.VirtualSize < section.SizeOfRawData);
        long place = padded.RawEnd - 1;
        Assert.Equal($"x.efi: padding of {padded.Name}: byte: got 0x01, expected 0x00, offset 0x{place:X}", Difference((int)place, [1]));
    }

    [Fact]
    public void HeadersThatContradictThemselves() => Assert.Equal("x.efi: e_magic: got 0x5A58, expected 0x5A4D (MZ), offset 0x0", Difference(0, "X"u8));

    [Fact]
    public void ASignatureMore()
    {
        byte[] signed = File.ReadAllBytes(Checkout.Fixture("uki", "toy.sbsign.efi"));
        long table = PEReader.Read(PositionalSource.OfBytes(signed)).CertificateTable.VirtualAddress;
        byte[] other = signed.With(signed.Length - 9, (byte)(signed[^9] ^ 1));
        Assert.Matches(@"^x\.efi: attribute certificate table: byte: got 0x..", Seeded.Difference("x.efi", other, signed));
        Assert.True(table > 0);
    }

    private static SectionHeader Section(string name) => Image.Sections.First(section => section.Name == name);

    private static string? Difference(int offset, ReadOnlySpan<byte> bytes) => Seeded.Difference("x.efi", Toy.With(offset, bytes), Toy);
}
