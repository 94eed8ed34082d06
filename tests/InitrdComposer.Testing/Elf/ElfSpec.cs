using System.Buffers.Binary;
using System.Text;

namespace InitrdComposer.Testing.Elf;

/// <summary>Writes relocatable ELF files of any class and byte order: what the host's assembler cannot make, and what nobody should.</summary>
public sealed class ElfSpec(bool is64Bit = true, bool isBigEndian = false, ushort machine = 62)
{
    private readonly List<byte> _file = [];
    private readonly List<(string Name, uint Type, byte[] Content, uint Link)> _sections = [];

    public int HeaderSize => is64Bit ? 64 : 52;

    public int SectionHeaderSize => is64Bit ? 64 : 40;

    /// <summary>Where e_shnum is; e_shentsize stands before it and e_shstrndx after it.</summary>
    public int SectionCountOffset => is64Bit ? 60 : 48;

    /// <summary>Where e_shoff is.</summary>
    public int SectionTableField => is64Bit ? 40 : 32;

    public ElfSpec With(string name, byte[] content, uint type = 1, uint link = 0)
    {
        _sections.Add((name, type, content, link));
        return this;
    }

    public ElfSpec WithText(string name, params string[] strings) =>
        With(name, Encoding.ASCII.GetBytes(string.Concat(strings.Select(text => text + "\0"))));

    /// <summary>.symtab and .strtab of undefined symbols.</summary>
    public ElfSpec WithUndefined(params string[] names)
    {
        var strings = new MemoryStream();
        var symbols = new MemoryStream();
        strings.WriteByte(0);
        symbols.Write(new byte[is64Bit ? 24 : 16]);
        foreach (string name in names)
        {
            var entry = new byte[is64Bit ? 24 : 16];
            Put32(entry, (uint)strings.Length);
            entry[is64Bit ? 4 : 12] = 0x10;
            symbols.Write(entry);
            strings.Write(Encoding.ASCII.GetBytes(name + "\0"));
        }

        return With(".strtab", strings.ToArray(), 3).With(".symtab", symbols.ToArray(), 2, (uint)_sections.Count);
    }

    /// <param name="extendedNumbering">Leaves count and names' index to section 0, as files of more than 65279 sections must.</param>
    public byte[] ToArray(bool extendedNumbering = false)
    {
        var names = new MemoryStream();
        names.WriteByte(0);
        var nameOffsets = new List<uint>();
        foreach (string name in _sections.Select(section => section.Name).Append(".shstrtab"))
        {
            nameOffsets.Add((uint)names.Length);
            names.Write(Encoding.ASCII.GetBytes(name + "\0"));
        }

        (string Name, uint Type, byte[] Content, uint Link)[] all = [.. _sections, (".shstrtab", 3, names.ToArray(), 0)];
        _file.AddRange(new byte[HeaderSize]);
        long[] offsets = [.. all.Select(section => Append(section.Content))];
        long table = Append([]);
        int count = all.Length + 1;

        WriteSection(0, 0, 0, extendedNumbering ? count : 0, extendedNumbering ? (uint)(count - 1) : 0);
        for (int i = 0; i < all.Length; i++) WriteSection(nameOffsets[i], all[i].Type, offsets[i], all[i].Content.Length, all[i].Link);

        byte[] body = [.. _file.Skip(HeaderSize)];
        _file.Clear();
        _file.AddRange([0x7F, .. "ELF"u8, (byte)(is64Bit ? 2 : 1), (byte)(isBigEndian ? 2 : 1), 1, .. new byte[9]]);
        Half(1);
        Half(machine);
        Word(1);
        Native(0);
        Native(0);
        Native(table);
        Word(0);
        Half((ushort)HeaderSize);
        Half(0);
        Half(0);
        Half((ushort)SectionHeaderSize);
        Half(extendedNumbering ? (ushort)0 : (ushort)count);
        Half(extendedNumbering ? (ushort)0xFFFF : (ushort)(count - 1));
        return [.. _file, .. body];
    }

    private long Append(byte[] content)
    {
        while (_file.Count % 8 != 0) _file.Add(0);
        long at = _file.Count;
        _file.AddRange(content);
        return at;
    }

    private void WriteSection(uint name, uint type, long offset, long size, uint link)
    {
        Word(name);
        Word(type);
        Native(0);
        Native(0);
        Native(offset);
        Native(size);
        Word(link);
        Word(0);
        Native(1);
        Native(type == 2 ? (is64Bit ? 24 : 16) : 0);
    }

    private void Half(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (isBigEndian) BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        _file.AddRange(bytes);
    }

    private void Word(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        Put32(bytes, value);
        _file.AddRange(bytes);
    }

    private void Native(long value)
    {
        if (!is64Bit)
        {
            Word((uint)value);
            return;
        }

        Span<byte> bytes = stackalloc byte[8];
        if (isBigEndian) BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        else BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _file.AddRange(bytes);
    }

    private void Put32(Span<byte> into, uint value)
    {
        if (isBigEndian) BinaryPrimitives.WriteUInt32BigEndian(into, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(into, value);
    }
}
