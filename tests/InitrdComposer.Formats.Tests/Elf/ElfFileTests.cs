using InitrdComposer.Formats.Elf;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using Xunit;

namespace InitrdComposer.Formats.Tests.Elf;

public sealed class ElfFileTests
{
    private static readonly string Module = Checkout.Fixture("modules", "tree/usr/lib/modules/6.1.0-tiny/kernel/drivers/net/tiny_user.ko");

    [Fact]
    public void SectionsAreReadelfs()
    {
        string[] readelf = [.. Tool.Require("readelf", "binutils").Run("-S", "--wide", Module).Split('\n')
            .Where(line => line.StartsWith("  [", StringComparison.Ordinal) && !line.Contains("[Nr]") && !line.Contains("NULL"))
            .Select(line => line[(line.IndexOf(']') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(fields => $"{fields[0]} {fields[3]} {fields[4]}")];
        Assert.NotEmpty(readelf);
        Assert.Equal(readelf, Open(File.ReadAllBytes(Module)).Sections.Skip(1).Select(section => $"{section.Name} {section.Offset:x6} {section.Length:x6}"));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public void EveryClassAndByteOrderReads(bool is64Bit, bool isBigEndian, bool extendedNumbering)
    {
        byte[] bytes = new ElfSpec(is64Bit, isBigEndian, 21).With("first", [1, 2, 3]).WithUndefined("a_symbol", "b").ToArray(extendedNumbering);
        ElfFile file = Open(bytes);
        Assert.Equal(ElfMachine.PowerPC64, file.Header.Machine);
        Assert.Equal(["", "first", ".strtab", ".symtab", ".shstrtab"], file.Sections.Select(section => section.Name));
        Assert.Equal([1, 2, 3], file.Read(file.Find("first")!, 3));
        ElfSymbolTable table = ElfSymbolTable.Read(file)!;
        Assert.Equal(3, table.Count);
        Assert.Equal("a_symbol"u8, table.NameOf(table[1]));
        Assert.True(table[2].IsUndefined);
    }

    [Fact]
    public void TheTestsOwnWriterIsUnderstoodByReadelf()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["big"], new ElfSpec(is64Bit: false, isBigEndian: true, 20).WithUndefined("a_symbol").ToArray(extendedNumbering: true));
        string output = Tool.Require("readelf", "binutils").Run("-h", "-s", "--wide", folder["big"]);
        Assert.Contains("2's complement, big endian", output);
        Assert.Contains("UND a_symbol", output);
    }

    [Fact]
    public void EveryTruncationIsMalformed()
    {
        byte[] whole = File.ReadAllBytes(Module);
        for (int length = 0; length < whole.Length; length++) Assert.Throws<MalformedDataException>(() => Open(whole[..length]));
    }

    [Theory]
    [InlineData("0001020304", "magic")]
    [InlineData("7F454C46", "e_ident")]
    [InlineData("7F454C46030101000000000000000000", "EI_CLASS")]
    [InlineData("7F454C46020301000000000000000000", "EI_DATA")]
    public void WhatIsNoElfIsNamed(string hex, string field) =>
        Assert.Equal(field, Assert.Throws<MalformedDataException>(() => Open(Convert.FromHexString(hex))).Field);

    [Theory]
    [InlineData(-2, 0, "e_shentsize")]
    [InlineData(-2, 63, "e_shentsize")]
    [InlineData(0, 0, "e_shnum")]
    [InlineData(0, 0xFFFF, "section header table")]
    [InlineData(2, 5, "e_shstrndx")]
    [InlineData(2, 0xFFFE, "e_shstrndx")]
    public void LyingCountsAreNamed(int field, int value, string expected)
    {
        var elf = new ElfSpec();
        byte[] bytes = elf.With("first", [1]).With("second", [2]).ToArray();
        bytes[elf.SectionCountOffset + field] = (byte)value;
        bytes[elf.SectionCountOffset + field + 1] = (byte)(value >> 8);
        Assert.Equal(expected, Assert.Throws<MalformedDataException>(() => Open(bytes)).Field);
    }

    [Theory]
    [InlineData(0xFFFF_FFFF_FFFF_FFFF)]
    [InlineData(0x7FFF_FFFF_FFFF_FFFF)]
    [InlineData(100_000)]
    public void ASectionTableOutsideTheFileIsMalformed(ulong offset)
    {
        var elf = new ElfSpec();
        byte[] bytes = elf.With("first", [1]).ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(elf.SectionTableField), offset);
        Assert.Equal("section header table", Assert.Throws<MalformedDataException>(() => Open(bytes)).Field);
    }

    [Fact]
    public void AnEndlessCountInSectionZeroIsRefusedBeforeItIsRead()
    {
        var elf = new ElfSpec();
        byte[] bytes = elf.With("first", [1]).ToArray(extendedNumbering: true);
        int table = (int)BitConverter.ToUInt64(bytes, elf.SectionTableField);
        BitConverter.TryWriteBytes(bytes.AsSpan(table + 32), ulong.MaxValue);
        Assert.Equal("e_shnum", Assert.Throws<MalformedDataException>(() => Open(bytes)).Field);
    }

    [Fact]
    public void ASectionOutsideTheFileFailsWhenItIsRead()
    {
        var elf = new ElfSpec();
        byte[] bytes = elf.With("first", new byte[8]).ToArray();
        int table = (int)BitConverter.ToUInt64(bytes, elf.SectionTableField);
        BitConverter.TryWriteBytes(bytes.AsSpan(table + elf.SectionHeaderSize + 24), (ulong)bytes.Length - 4);
        ElfFile file = Open(bytes);
        Assert.Equal("first", Assert.Throws<MalformedDataException>(() => file.Read(file.Find("first")!, 100)).Field);
        Assert.Contains("at most 7", Assert.Throws<MalformedDataException>(() => file.Read(file.Find("first")!, 7)).Message);
    }

    [Fact]
    public void RandomDamageIsMalformedOrHarmless()
    {
        byte[] whole = File.ReadAllBytes(Module);
        for (int at = 0; at < whole.Length; at++)
        {
            foreach (byte damage in new byte[] { 0xFF, 0x80, 0x01 })
            {
                byte[] bytes = [.. whole];
                bytes[at] ^= damage;
                try
                {
                    Formats.Kmod.KernelModule.Read(PositionalSource.OfBytes(bytes));
                }
                catch (MalformedDataException)
                {
                    continue;
                }
            }
        }
    }

    private static ElfFile Open(byte[] bytes) => ElfFile.Open(PositionalSource.OfBytes(bytes));
}
