using System.Collections.Immutable;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using Xunit;

namespace InitrdComposer.Formats.Tests.PE;

public sealed class PEWriterTests
{
    private static readonly byte[] Text = "hello"u8.ToArray();

    [Fact]
    public void WithoutChangesTheImageStaysAsItIs()
    {
        byte[] bytes = Images.Bytes("toy-nopcr.262.efi");
        Assert.Equal(bytes, Written(Images.Open(bytes), Changes([])).Bytes);
    }

    [Fact]
    public void AppendedSectionHasItsExactSizeAndOwnPage()
    {
        (byte[] bytes, ImmutableArray<PERelocation> relocations) = Written(Images.Open("toystub.efi"), Changes([".new"]));
        PEImage image = Images.Open(bytes);
        SectionHeader added = image.Sections[^1];
        Assert.Equal((".new", 5u, 0x3000u, 0x200u, 0xC00u), (added.Name, added.VirtualSize, added.VirtualAddress, added.SizeOfRawData, added.PointerToRawData));
        Assert.Equal(0x4000u, image.OptionalHeader.SizeOfImage);
        Assert.Equal(0u, image.OptionalHeader.CheckSum);
        Assert.Equal(Images.Open("toystub.efi").OptionalHeader.SizeOfInitializedData + 5, image.OptionalHeader.SizeOfInitializedData);
        Assert.Equal(Text, image.Content(added).Read());
        Assert.Empty(relocations);
    }

    [Fact]
    public void DigestsAreThoseOfTheContents()
    {
        PELayout layout = PEPlacement.Place(Images.Open("toystub.efi"), Changes([".new"], new byte[300]));
        using var output = new MemoryStream();
        ImmutableArray<Digest> digests = PEWriter.Write(layout, output);
        PEImage image = Images.Open(output.ToArray());
        Assert.Equal(image.Sections.Select(section => Digest.Sha256Of(image.Content(section).Read())), digests);
        Assert.Equal(layout.Length, output.Length);
    }

    /// <summary>The headers of toystub-full.efi are 512 bytes with room for two more sections.</summary>
    [Fact]
    public void RawDataMoveWhenTheSectionTableNeedsRoom()
    {
        PEImage stub = Images.Open("toystub-full.efi");
        (byte[] bytes, ImmutableArray<PERelocation> relocations) = Written(stub, Changes([".a", ".b", ".c"]));
        PEImage image = Images.Open(bytes);
        Assert.Equal(new PERelocation.RawDataMoved(0x200), Assert.Single(relocations));
        Assert.Equal(0x400u, image.OptionalHeader.SizeOfHeaders);
        Assert.Equal([0x400u, 0x600u, 0xA00u, 0xC00u, 0xE00u], image.Sections.Select(section => section.PointerToRawData));
        foreach (SectionHeader section in stub.Sections)
        {
            Assert.Equal(stub.Content(section).Read(), image.Content(image.Sections.Single(moved => moved.Name == section.Name)).Read());
        }
    }

    [Fact]
    public void HeadersThatWouldReachTheFirstSectionAreRefused()
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(number => $".s{number}")];
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => PEPlacement.Place(Images.Open("toystub-full.efi"), Changes(names)));
        Assert.Equal("SizeOfHeaders", error.Field);
    }

    [Fact]
    public void DataBehindTheSectionTableAreNotOverwritten()
    {
        byte[] stub = Images.Bytes("toystub.efi").WithU32(Images.SectionTableOffset + (2 * SectionHeader.Size), 0xDEADBEEF);
        Assert.Equal("section table", Assert.Throws<MalformedDataException>(() => PEPlacement.Place(Images.Open(stub), Changes([".new"]))).Field);
    }

    [Fact]
    public void RewrittenSectionStaysWhereItIsWhileItFits()
    {
        (byte[] bytes, ImmutableArray<PERelocation> relocations) = Written(Images.Open("toystub.efi"), Changes([], new byte[0x400]));
        SectionHeader sbat = Images.Open(bytes).Sections[1];
        Assert.Equal((0x400u, 0x2000u, 0x400u), (sbat.VirtualSize, sbat.VirtualAddress, sbat.SizeOfRawData));
        Assert.Empty(relocations);
    }

    [Fact]
    public void RewrittenSectionGrowsInTheFileWhileTheNextAddressIsFar()
    {
        PEImage stub = Images.Open(Written(Images.Open("toystub.efi"), Changes([".next"])).Bytes);
        (byte[] bytes, ImmutableArray<PERelocation> relocations) = Written(stub, Changes([], new byte[0x401]));
        PEImage image = Images.Open(bytes);
        Assert.Equal(new PERelocation.SectionGrown(".sbat", 0x400, 0x600), Assert.Single(relocations));
        Assert.Equal([".text", ".sbat", ".next"], image.Sections.Select(section => section.Name));
        Assert.Equal(Text, image.Content(image.Sections[2]).Read());
        Assert.Equal(0x3000u, image.Sections[2].VirtualAddress);
    }

    [Fact]
    public void RewrittenSectionMovesWhenTheNextAddressIsNear()
    {
        PEImage stub = Images.Open(Written(Images.Open("toystub.efi"), Changes([".next"])).Bytes);
        (byte[] bytes, ImmutableArray<PERelocation> relocations) = Written(stub, Changes([".last"], new byte[0x1001]));
        PEImage image = Images.Open(bytes);
        Assert.Equal(new PERelocation.SectionMoved(".sbat", 0x2000, 0x4000), Assert.Single(relocations));
        Assert.Equal([(".text", 0x1000u), (".next", 0x3000u), (".sbat", 0x4000u), (".last", 0x6000u)], image.Sections.Select(section => (section.Name, section.VirtualAddress)));
        Assert.Equal(image.Source.Length, image.RawEnd);
        Assert.Equal(Text, image.Content(image.Sections[1]).Read());
    }

    [Fact]
    public void SymbolsAreDroppedAndOtherTrailingBytesAreTold()
    {
        byte[] stub = Images.Bytes("toystub.efi");
        byte[] withSymbols = [.. stub.WithU32(Images.FileHeaderOffset + 8, (uint)stub.Length).WithU32(Images.FileHeaderOffset + 12, 1), .. new byte[18], 4, 0, 0, 0];
        (byte[] bytes, ImmutableArray<PERelocation> relocations) = Written(Images.Open(withSymbols), Changes([]));
        Assert.Equal(stub.Length, bytes.Length);
        Assert.Equal((0u, 0u), (Images.Open(bytes).FileHeader.PointerToSymbolTable, Images.Open(bytes).FileHeader.NumberOfSymbols));
        Assert.Empty(relocations);

        Assert.Equal(new PERelocation.OverlayDropped(7), Assert.Single(Written(Images.Open([.. stub, .. new byte[7]]), Changes([])).Relocations));
    }

    [Fact]
    public void RawDataThatWereNotAlignedAreAligned()
    {
        byte[] stub = Images.Bytes("toystub.efi");
        int sbat = Images.SectionTableOffset + SectionHeader.Size;
        byte[] stripped = [.. stub.WithU32(sbat + 16, 0x79).AsSpan(0, 0x800 + 0x79)];
        PEImage image = Images.Open(Written(Images.Open(stripped), Changes([".new"])).Bytes);
        Assert.Equal([(0x600u, 0x200u), (0x800u, 0x200u), (0xA00u, 0x200u)], image.Sections.Select(section => (section.PointerToRawData, section.SizeOfRawData)));
    }

    [Fact]
    public void SignaturesAreLeftOut()
    {
        PEImage image = Images.Open(Written(Images.Open("toy.sbsign.efi"), Changes([])).Bytes);
        Assert.Empty(image.Certificates);
        Assert.Equal(Images.Bytes("toy.262.efi"), image.Source.Read());
    }

    private static PEChanges Changes(string[] appended, byte[]? sbat = null) => new(
        [.. appended.Select(name => new NewSection(name, SectionCharacteristics.MemoryRead, PositionalSource.OfBytes(Text)))],
        sbat is null ? ImmutableDictionary<string, PositionalSource>.Empty : ImmutableDictionary<string, PositionalSource>.Empty.Add(".sbat", PositionalSource.OfBytes(sbat)),
        DllCharacteristics.None);

    private static (byte[] Bytes, ImmutableArray<PERelocation> Relocations) Written(PEImage image, PEChanges changes)
    {
        PELayout layout = PEPlacement.Place(image, changes);
        using var output = new MemoryStream();
        PEWriter.Write(layout, output);
        return (output.ToArray(), layout.Relocations);
    }
}
