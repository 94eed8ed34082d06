using System.Collections.Immutable;
using System.Text;

namespace InitrdComposer.Formats.Elf;

/// <summary>
/// What a program or shared library asks the dynamic loader for (System V gABI, chapter 5, "Dynamic Section"; ld.so(8)). Found through the program
/// headers, as the loader does: a file need not have sections. Texts are a byte a character.
/// </summary>
/// <param name="Interpreter">The loader that a program is started by; null: none.</param>
/// <param name="SoName">DT_SONAME: the name that others need it by; null: none.</param>
/// <param name="Needed">DT_NEEDED, in order.</param>
/// <param name="RunPath">Folders of DT_RUNPATH, in order, with $ORIGIN and the like as they are.</param>
/// <param name="RPath">The same of DT_RPATH, which counts only where there is no DT_RUNPATH.</param>
public sealed record ElfDynamic(
    string? Interpreter, string? SoName, ImmutableArray<string> Needed, ImmutableArray<string> RunPath, ImmutableArray<string> RPath)
{
    /// <summary>Longest dynamic section that is read: tens of thousands of entries, where linkers make dozens.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Longest name or list of folders that is read, as long as a path can be, several times.</summary>
    public const int MaxTextLength = 1 << 16;

    /// <summary>A string is read in pieces of this size until its NUL is there; most fit into one.</summary>
    private const int PieceLength = 256;

    /// <summary>Of a file that asks for nothing: static, or not to be loaded at all.</summary>
    public static ElfDynamic None { get; } = new(null, null, [], [], []);

    private enum Tag
    {
        Null = 0,
        Needed = 1,
        StringTable = 5,
        SoName = 14,
        RPath = 15,
        RunPath = 29,
    }

    /// <exception cref="MalformedDataException">Program headers, the dynamic section or one of its strings do not fit the file.</exception>
    public static ElfDynamic Read(ElfFile file)
    {
        ImmutableArray<ElfSegment> segments = file.ReadSegments();
        string? interpreter = null;
        ElfDynamic result = None;
        foreach (ElfSegment segment in segments)
        {
            if (segment.Type == ElfSegmentType.Interpreter)
            {
                interpreter = Encoding.Latin1.GetString(file.Read(segment.Offset, segment.FileSize, MaxTextLength, "PT_INTERP")).TrimEnd('\0');
            }
            else if (segment.Type == ElfSegmentType.Dynamic)
            {
                result = Read(file, segment, segments);
            }
        }

        return result with { Interpreter = interpreter };
    }

    private static ElfDynamic Read(ElfFile file, in ElfSegment dynamic, ImmutableArray<ElfSegment> segments)
    {
        ElfHeader header = file.Header;
        byte[] bytes = file.Read(dynamic.Offset, dynamic.FileSize, MaxLength, "PT_DYNAMIC");
        var reader = new ElfFieldReader(bytes, (long)dynamic.Offset, header.Is64Bit, header.IsBigEndian);
        int entries = bytes.Length / (header.Is64Bit ? 16 : 8);
        var wanted = new List<(Tag Tag, ulong Value)>();
        ulong? strings = null;
        for (int i = 0; i < entries; i++)
        {
            (ulong tag, ulong value) = (reader.Native("d_tag"), reader.Native("d_un"));
            if (tag == (ulong)Tag.Null) break;
            if (tag == (ulong)Tag.StringTable) strings = value;
            else if (tag is (ulong)Tag.Needed or (ulong)Tag.SoName or (ulong)Tag.RPath or (ulong)Tag.RunPath) wanted.Add(((Tag)tag, value));
        }

        if (wanted.Count == 0) return None;
        ulong table = OffsetOf(strings, segments, (long)dynamic.Offset);
        ILookup<Tag, string> texts = wanted.ToLookup(entry => entry.Tag, entry => TextAt(file, table + Math.Min(entry.Value, long.MaxValue), $"DT_{entry.Tag}".ToUpperInvariant()));
        return new(null, texts[Tag.SoName].LastOrDefault(), [.. texts[Tag.Needed]], Folders(texts[Tag.RunPath]), Folders(texts[Tag.RPath]));
    }

    /// <summary>Where the file has what the loader would find at an address.</summary>
    private static ulong OffsetOf(ulong? address, ImmutableArray<ElfSegment> segments, long dynamic)
    {
        foreach (ElfSegment segment in segments)
        {
            if (segment.Type == ElfSegmentType.Load && address >= segment.VirtualAddress && address - segment.VirtualAddress < segment.FileSize)
            {
                ulong inside = address.Value - segment.VirtualAddress;
                if (inside <= long.MaxValue && segment.Offset <= long.MaxValue - inside) return segment.Offset + inside;
            }
        }

        throw new MalformedDataException(
            ElfFile.Format, dynamic, "DT_STRTAB", address is ulong got ? $"0x{got:X}" : "none", "an address inside a PT_LOAD segment");
    }

    private static string TextAt(ElfFile file, ulong offset, string field)
    {
        var text = new List<byte>(PieceLength);
        Span<byte> piece = stackalloc byte[PieceLength];
        while (text.Count < MaxTextLength)
        {
            int read = file.ReadAt(offset + (ulong)text.Count, piece);
            if (read == 0) break;
            int end = piece[..read].IndexOf((byte)0);
            text.AddRange(piece[..(end < 0 ? read : end)]);
            if (end >= 0) return Encoding.Latin1.GetString([.. text]);
        }

        throw new MalformedDataException(
            ElfFile.Format, offset > long.MaxValue ? long.MaxValue : (long)offset, field, $"{text.Count} bytes without NUL", $"a NUL-terminated string of at most {MaxTextLength} bytes");
    }

    private static ImmutableArray<string> Folders(IEnumerable<string> lists) => [.. lists.TakeLast(1).SelectMany(list => list.Split(':', StringSplitOptions.RemoveEmptyEntries))];
}
