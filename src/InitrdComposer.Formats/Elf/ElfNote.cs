using System.Text;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Elf;

/// <summary>An entry of a note section (System V gABI, chapter 5, "Note Section"): who says it, what it is, and its bytes.</summary>
public sealed record ElfNote(string Owner, uint Type, ReadOnlyMemory<byte> Description)
{
    /// <summary>Longest note section that is read; a kernel's has a few hundred bytes.</summary>
    public const int MaxSectionLength = 1 << 20;

    private const int Padding = 4;

    /// <summary>The notes of all note sections, in the order of the section table.</summary>
    /// <exception cref="MalformedDataException">A note is longer than its section.</exception>
    public static IEnumerable<ElfNote> ReadAll(ElfFile file) =>
        file.Sections.Where(section => section.Type == ElfSectionType.Note).SelectMany(section => Read(file, section));

    /// <summary>The notes of one section.</summary>
    /// <exception cref="MalformedDataException">A note is longer than the section.</exception>
    public static IReadOnlyList<ElfNote> Read(ElfFile file, ElfSection section)
    {
        byte[] bytes = file.Read(section, MaxSectionLength);
        List<ElfNote> notes = [];
        for (int position = 0; position < bytes.Length;)
        {
            long offset = (long)section.Offset + position;
            var header = new ElfFieldReader(bytes.AsSpan(position), offset, file.Header.Is64Bit, file.Header.IsBigEndian);
            (uint ownerLength, uint length, uint type) = (header.Word("n_namesz"), header.Word("n_descsz"), header.Word("n_type"));
            var body = new ByteReader(ElfFile.Format, bytes.AsSpan(position + (3 * sizeof(uint))), offset + (3 * sizeof(uint)));
            string owner = Encoding.Latin1.GetString(Take(ref body, ownerLength, "n_name").TrimEnd((byte)0));
            notes.Add(new(owner, type, Take(ref body, length, "n_desc").ToArray()));
            position += (3 * sizeof(uint)) + body.Position;
        }

        return notes;
    }

    /// <summary>Takes a field and its padding; the last one's may be missing.</summary>
    private static ReadOnlySpan<byte> Take(ref ByteReader reader, uint length, string field)
    {
        ReadOnlySpan<byte> taken = reader.Take((int)Math.Min(length, int.MaxValue), field);
        reader.Skip(Math.Min(Alignment.Padding(length, Padding), reader.Remaining), field);
        return taken;
    }
}
