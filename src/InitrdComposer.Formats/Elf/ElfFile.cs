using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Elf;

/// <summary>
/// An ELF file seen through its sections: 32 and 64 bits, both byte orders. Reads the headers when opened and the sections when asked; every offset
/// and length is compared with the file before it is used.
/// </summary>
public sealed class ElfFile
{
    internal const string Format = "ELF";

    private readonly PositionalSource _source;

    private ElfFile(PositionalSource source, in ElfHeader header, ImmutableArray<ElfSection> sections)
    {
        _source = source;
        Header = header;
        Sections = sections;
    }

    public ElfHeader Header { get; }

    /// <summary>In table order; empty for a file that is only linked.</summary>
    /// <exception cref="MalformedDataException">The program headers do not fit the file.</exception>
    public ImmutableArray<ElfSegment> ReadSegments() => ElfSegmentTable.Read(_source, Header);

    /// <summary>In table order, the null section first; empty for a file without section headers.</summary>
    public ImmutableArray<ElfSection> Sections { get; }

    /// <exception cref="MalformedDataException">No ELF, or its section headers do not fit the file.</exception>
    public static ElfFile Open(PositionalSource source)
    {
        ElfHeader header = ElfHeader.Read(ReadRange(source, 0, (ulong)Math.Min(source.Length, ElfHeader.Size64), ElfHeader.Size64, "header"));
        return new(source, header, ElfSectionTable.Read(source, header));
    }

    /// <summary>The first section of that name, or null.</summary>
    public ElfSection? Find(string name)
    {
        foreach (ElfSection section in Sections)
        {
            if (section.Name == name) return section;
        }

        return null;
    }

    /// <summary>The bytes of a section; none for one that occupies no file space.</summary>
    /// <param name="maxLength">Limit of what is allocated, in bytes.</param>
    /// <exception cref="MalformedDataException">The section is outside the file or longer than the limit.</exception>
    public byte[] Read(ElfSection section, int maxLength) => section.Type == ElfSectionType.NoBits
        ? []
        : ReadRange(_source, section.Offset, section.Length, maxLength, section.Name);

    /// <summary>Some of the file's bytes.</summary>
    internal byte[] Read(ulong offset, ulong length, int maxLength, string field) => ReadRange(_source, offset, length, maxLength, field);

    /// <summary>Reads on from an offset, as far as the file goes.</summary>
    internal int ReadAt(ulong offset, Span<byte> into) => offset < (ulong)_source.Length ? _source.ReadAt((long)offset, into) : 0;

    internal static byte[] ReadRange(PositionalSource source, ulong offset, ulong length, int maxLength, string field)
    {
        if (length > (ulong)maxLength)
        {
            throw new MalformedDataException(Format, Position(offset), field, $"{length} bytes", $"at most {maxLength} bytes");
        }

        if (offset > (ulong)source.Length || length > (ulong)source.Length - offset)
        {
            throw new MalformedDataException(
                Format, Position(offset), field, $"{length} bytes at offset {offset}", $"inside the file of {source.Length} bytes");
        }

        var bytes = new byte[length];
        source.ReadExactlyAt((long)offset, bytes);
        return bytes;
    }

    private static long Position(ulong offset) => offset > long.MaxValue ? long.MaxValue : (long)offset;
}
