using System.Numerics;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Elf;

/// <summary>
/// The level of x86-64 that a library says it needs, by GNU_PROPERTY_X86_ISA_1_NEEDED in its NT_GNU_PROPERTY_TYPE_0 note (x86-64 psABI, "Program
/// Property"): 0 baseline, 1 x86-64-v2, 2 x86-64-v3, 3 x86-64-v4.
/// </summary>
public static class X86IsaLevel
{
    private const int MaxLength = 1 << 16;
    private const uint PropertyType0 = 5;
    private const uint IsaNeeded = 0xC000_8002;

    /// <returns>0 for a library that does not say it.</returns>
    /// <exception cref="MalformedDataException">Program headers or the note do not fit the file.</exception>
    public static int Read(ElfFile file)
    {
        foreach (ElfSegment segment in file.ReadSegments())
        {
            if (segment.Type == ElfSegmentType.GnuProperty) return Read(file.Read(segment.Offset, segment.FileSize, MaxLength, "PT_GNU_PROPERTY"), file.Header.Is64Bit, (long)segment.Offset);
        }

        return 0;
    }

    private static int Read(byte[] segment, bool is64Bit, long offset)
    {
        int alignment = is64Bit ? 8 : 4;
        var note = new ByteReader(ElfFile.Format, segment, offset);
        (uint ownerLength, uint length, uint type) = (note.U32LittleEndian("n_namesz"), note.U32LittleEndian("n_descsz"), note.U32LittleEndian("n_type"));
        if (type != PropertyType0 || !note.Take((int)Math.Min(ownerLength, int.MaxValue), "n_name").SequenceEqual("GNU\0"u8)) return 0;
        long at = note.Offset;
        var properties = new ByteReader(ElfFile.Format, note.Take((int)Math.Min(length, int.MaxValue), "n_desc"), at);
        while (properties.Remaining > 0)
        {
            (uint property, uint size) = (properties.U32LittleEndian("pr_type"), properties.U32LittleEndian("pr_datasz"));
            if (property == IsaNeeded && size == sizeof(uint)) return properties.U32LittleEndian("pr_data") is uint levels and > 0 ? BitOperations.Log2(levels) : 0;
            properties.Skip((int)Math.Min(size, int.MaxValue), "pr_data");
            properties.Skip(Math.Min((int)Alignment.Padding(size, alignment), properties.Remaining), "pr_padding");
        }

        return 0;
    }
}
