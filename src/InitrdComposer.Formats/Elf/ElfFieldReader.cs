using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Elf;

/// <summary>Reads ELF fields in the file's own byte order and address size (System V gABI, chapter 4, "Data Representation").</summary>
internal ref struct ElfFieldReader(ReadOnlySpan<byte> data, long baseOffset, bool is64Bit, bool isBigEndian)
{
    private ByteReader _reader = new(ElfFile.Format, data, baseOffset);

    public byte U8(string field) => _reader.U8(field);

    public ushort Half(string field) => isBigEndian ? _reader.U16BigEndian(field) : _reader.U16LittleEndian(field);

    public uint Word(string field) => isBigEndian ? _reader.U32BigEndian(field) : _reader.U32LittleEndian(field);

    /// <summary>An address, offset or size: 4 bytes in ELFCLASS32, 8 in ELFCLASS64.</summary>
    public ulong Native(string field)
    {
        if (!is64Bit) return Word(field);
        return isBigEndian ? _reader.U64BigEndian(field) : _reader.U64LittleEndian(field);
    }
}
