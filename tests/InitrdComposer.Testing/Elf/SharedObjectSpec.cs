using System.Buffers.Binary;
using System.Text;

namespace InitrdComposer.Testing.Elf;

/// <summary>Writes shared libraries without code, of any name and machine: as much of one as ldconfig and the loader's search look at. Little-endian.</summary>
public sealed class SharedObjectSpec(string? soName)
{
    public bool Is64Bit { get; init; } = true;

    /// <summary>e_machine; 62 is x86-64.</summary>
    public ushort Machine { get; init; } = 62;

    /// <summary>e_type; 3 is ET_DYN.</summary>
    public ushort Type { get; init; } = 3;

    /// <summary>e_flags.</summary>
    public uint Flags { get; init; }

    /// <summary>DT_NEEDED.</summary>
    public string[] Needed { get; init; } = [];

    /// <summary>GNU_PROPERTY_X86_ISA_1_NEEDED; null: without such a note.</summary>
    public uint? IsaNeeded { get; init; }

    private int WordSize => Is64Bit ? 8 : 4;

    public byte[] ToBytes()
    {
        byte[] strings = [0, .. Encoding.Latin1.GetBytes(string.Concat((soName is null ? Needed : [soName, .. Needed]).Select(name => name + "\0")))];
        byte[] note = NoteBytes();
        int headers = Is64Bit ? 64 + (3 * 56) : 52 + (3 * 32);
        int noteAt = (headers + 7) & ~7;
        int stringsAt = noteAt + note.Length;
        int dynamicAt = (stringsAt + strings.Length + 7) & ~7;
        byte[] dynamic = DynamicBytes(stringsAt);

        var file = new MemoryStream();
        file.Write([0x7F, .. "ELF"u8, (byte)(Is64Bit ? 2 : 1), 1, 1, .. new byte[9]]);
        Put(file, (Type, 2), (Machine, 2), (1, 4), (0, WordSize), (Is64Bit ? 64 : 52, WordSize), (0, WordSize), (Flags, 4));
        Put(file, (Is64Bit ? 64 : 52, 2), (Is64Bit ? 56 : 32, 2), (3, 2), (0, 2), (0, 2), (0, 2));
        Segment(file, 1, 0, dynamicAt + dynamic.Length);
        Segment(file, 2, dynamicAt, dynamic.Length);
        Segment(file, note.Length > 0 ? 0x6474E553u : 0u, noteAt, note.Length);
        Pad(file, noteAt);
        file.Write(note);
        file.Write(strings);
        Pad(file, dynamicAt);
        file.Write(dynamic);
        return file.ToArray();
    }

    private byte[] DynamicBytes(int stringsAt)
    {
        var dynamic = new MemoryStream();
        int offset = 1;
        foreach ((uint tag, string name) in (soName is null ? [] : new[] { (14u, soName) }).Concat(Needed.Select(name => (1u, name))))
        {
            Put(dynamic, (tag, WordSize), (offset, WordSize));
            offset += name.Length + 1;
        }

        Put(dynamic, (5, WordSize), (stringsAt, WordSize), (0, WordSize), (0, WordSize));
        return dynamic.ToArray();
    }

    private byte[] NoteBytes()
    {
        if (IsaNeeded is not uint needed) return [];
        var note = new MemoryStream();
        int padding = Is64Bit ? 4 : 0;
        Put(note, (4, 4), (12 + padding, 4), (5, 4));
        note.Write("GNU\0"u8);
        Put(note, (0xC0008002, 4), (4, 4), (needed, 4));
        note.Write(new byte[padding]);
        return note.ToArray();
    }

    private void Segment(MemoryStream file, uint type, int offset, int size)
    {
        if (Is64Bit) Put(file, (type, 4), (4, 4), (offset, 8), (offset, 8), (offset, 8), (size, 8), (size, 8), (8, 8));
        else Put(file, (type, 4), (offset, 4), (offset, 4), (offset, 4), (size, 4), (size, 4), (4, 4), (4, 4));
    }

    private static void Put(MemoryStream file, params (long Value, int Size)[] fields)
    {
        Span<byte> bytes = stackalloc byte[8];
        foreach ((long value, int size) in fields)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            file.Write(bytes[..size]);
        }
    }

    private static void Pad(MemoryStream file, int to) => file.Write(new byte[to - (int)file.Position]);
}
