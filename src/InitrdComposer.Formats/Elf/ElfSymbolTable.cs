namespace InitrdComposer.Formats.Elf;

/// <summary>The symbols of .symtab with their names of .strtab, the null symbol left out.</summary>
public sealed class ElfSymbolTable
{
    /// <summary>Limit of either section in bytes: the largest modules (amdgpu, with debug builds in mind) stay far below.</summary>
    public const int MaxLength = 32 << 20;

    /// <summary>Of a name in bytes, its NUL among them; the kernel's KSYM_NAME_LEN is 512.</summary>
    public const int MaxNameLength = 1024;

    private const int EntrySize32 = 16;
    private const int EntrySize64 = 24;

    private readonly byte[] _entries;
    private readonly ElfStringTable _names;
    private readonly ElfHeader _header;
    private readonly ulong _offset;

    private ElfSymbolTable(byte[] entries, ElfStringTable names, in ElfHeader header, ulong offset)
    {
        _entries = entries;
        _names = names;
        _header = header;
        _offset = offset;
    }

    /// <summary>Number of symbols, the null symbol among them: valid indices are 1 to this less 1.</summary>
    public int Count => _entries.Length / EntrySize;

    private int EntrySize => _header.Is64Bit ? EntrySize64 : EntrySize32;

    /// <summary>The table, or null for a file that was stripped of it.</summary>
    /// <exception cref="MalformedDataException">A section is outside the file, or no multiple of the entries' size.</exception>
    public static ElfSymbolTable? Read(ElfFile file)
    {
        if (file.Find(".symtab") is not ElfSection symbols || file.Find(".strtab") is not ElfSection names) return null;
        byte[] entries = file.Read(symbols, MaxLength);
        var table = new ElfSymbolTable(entries, new(file.Read(names, MaxLength), names.Offset), file.Header, symbols.Offset);
        return entries.Length % table.EntrySize == 0
            ? table
            : throw new MalformedDataException(
                ElfFile.Format, (long)symbols.Offset, ".symtab", $"{entries.Length} bytes", $"a multiple of {table.EntrySize} bytes");
    }

    public ElfSymbol this[int index]
    {
        get
        {
            int at = index * EntrySize;
            var reader = new ElfFieldReader(_entries.AsSpan(at, EntrySize), (long)_offset + at, _header.Is64Bit, _header.IsBigEndian);
            uint name = reader.Word("st_name");
            if (!_header.Is64Bit)
            {
                // The 32-bit entry has value and size before the rest.
                reader.Word("st_value");
                reader.Word("st_size");
            }

            reader.U8("st_info");
            reader.U8("st_other");
            return new(name, reader.Half("st_shndx"));
        }
    }

    /// <summary>The symbol's name, valid as long as the table.</summary>
    /// <exception cref="MalformedDataException">The name is outside .strtab.</exception>
    public ReadOnlySpan<byte> NameOf(in ElfSymbol symbol) => _names.At(symbol.NameOffset, "st_name", MaxNameLength);
}
