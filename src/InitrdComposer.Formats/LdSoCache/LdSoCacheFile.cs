using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.LdSoCache;

/// <summary>
/// What is in an /etc/ld.so.cache, as the loader takes it. OS versions and bits of processors, which glibc up to 2.36 knew, are passed over, and so are
/// extensions of other tags.
/// </summary>
/// <param name="Entries">In the order of the file.</param>
/// <param name="Generator">Who wrote it; null: it does not say.</param>
public sealed record LdSoCacheFile(ImmutableArray<LdSoCacheEntry> Entries, string? Generator)
{
    /// <exception cref="MalformedDataException">No ld.so.cache of glibc 2.32 or later, big-endian, or one whose parts do not fit.</exception>
    public static LdSoCacheFile Read(ReadOnlySpan<byte> file)
    {
        LdSoCacheHeader header = LdSoCacheHeader.Read(file);
        if ((header.Flags & 3) is not (0 or LdSoCacheHeader.LittleEndian)) throw Malformed(28, "flags", $"{header.Flags}", "little-endian");
        ReadOnlySpan<byte> entries = Slice(file, LdSoCacheHeader.Size, (ulong)header.Count * LdSoCacheHeader.EntrySize, "libs");
        Slice(file, LdSoCacheHeader.Size + (uint)entries.Length, header.StringsLength, "strings");
        (string? generator, string[] hwcaps) = header.ExtensionOffset == 0 ? (null, []) : ReadExtensions(file, header.ExtensionOffset);

        ImmutableArray<LdSoCacheEntry>.Builder read = ImmutableArray.CreateBuilder<LdSoCacheEntry>((int)header.Count);
        var reader = new ByteReader(LdSoCacheHeader.Format, entries, LdSoCacheHeader.Size);
        while (reader.Remaining > 0)
        {
            (uint flags, uint name, uint path) = (reader.U32LittleEndian("flags"), reader.U32LittleEndian("key"), reader.U32LittleEndian("value"));
            reader.Skip(sizeof(uint), "osversion");
            long at = reader.Offset;
            ulong hwcap = reader.U64LittleEndian("hwcap");
            bool isNamed = (hwcap >> LdSoCacheWriter.IsaLevelShift & ~(ulong)LdSoCacheEntry.MaxIsaLevel) == LdSoCacheWriter.HwcapsBit >> LdSoCacheWriter.IsaLevelShift;
            if (isNamed && (uint)hwcap >= hwcaps.Length) throw Malformed(at, "hwcap", $"folder {(uint)hwcap}", $"less than {hwcaps.Length}");
            read.Add(new(
                TextAt(file, name, "key"), TextAt(file, path, "value"), (LdSoCacheFlags)flags, isNamed ? hwcaps[(uint)hwcap] : null,
                isNamed ? (int)(hwcap >> LdSoCacheWriter.IsaLevelShift) & LdSoCacheEntry.MaxIsaLevel : 0));
        }

        return new(read.DrainToImmutable(), generator);
    }

    private static (string? Generator, string[] Hwcaps) ReadExtensions(ReadOnlySpan<byte> file, uint offset)
    {
        if (offset % sizeof(uint) != 0) throw Malformed(32, "extension_offset", $"{offset}", "a multiple of 4");
        var directory = new ByteReader(LdSoCacheHeader.Format, Slice(file, offset, LdSoCacheWriter.ExtensionHeaderSize, "extensions"), offset);
        uint magic = directory.U32LittleEndian("magic");
        if (magic != LdSoCacheWriter.ExtensionMagic) throw Malformed(offset, "magic", $"0x{magic:X8}", $"0x{LdSoCacheWriter.ExtensionMagic:X8}");
        uint count = directory.U32LittleEndian("count");
        uint start = offset + LdSoCacheWriter.ExtensionHeaderSize;
        var sections = new ByteReader(LdSoCacheHeader.Format, Slice(file, start, (ulong)count * LdSoCacheWriter.SectionSize, "sections"), start);
        string? generator = null;
        string[] hwcaps = [];
        while (sections.Remaining > 0)
        {
            uint tag = sections.U32LittleEndian("tag");
            sections.Skip(sizeof(uint), "flags");
            (uint from, uint size) = (sections.U32LittleEndian("offset"), sections.U32LittleEndian("size"));
            ReadOnlySpan<byte> body = Slice(file, from, size, "section");
            if (tag == LdSoCacheWriter.GeneratorTag) generator = Encoding.Latin1.GetString(body);
            else if (tag == LdSoCacheWriter.HwcapsTag) hwcaps = NamesOf(file, body, from);
        }

        return (generator, hwcaps);
    }

    private static string[] NamesOf(ReadOnlySpan<byte> file, ReadOnlySpan<byte> section, uint offset)
    {
        if (section.Length % sizeof(uint) != 0) throw Malformed(offset, "glibc-hwcaps", $"{section.Length} bytes", "a multiple of 4");
        var reader = new ByteReader(LdSoCacheHeader.Format, section, offset);
        var names = new string[section.Length / sizeof(uint)];
        for (int i = 0; i < names.Length; i++) names[i] = TextAt(file, reader.U32LittleEndian("glibc-hwcaps"), "glibc-hwcaps");
        return names;
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> file, uint offset, ulong length, string field) =>
        offset <= (uint)file.Length && length <= (ulong)file.Length - offset
            ? file.Slice((int)offset, (int)length)
            : throw Malformed(offset, field, $"{length} bytes", $"inside the file of {file.Length} bytes");

    private static string TextAt(ReadOnlySpan<byte> file, uint offset, string field)
    {
        ReadOnlySpan<byte> rest = offset < (uint)file.Length ? file[(int)offset..] : [];
        int end = rest.IndexOf((byte)0);
        return end >= 0 ? Encoding.Latin1.GetString(rest[..end]) : throw Malformed(offset, field, $"{rest.Length} bytes without NUL", "a string that ends inside the file");
    }

    private static MalformedDataException Malformed(long offset, string field, string got, string expected) => new(LdSoCacheHeader.Format, offset, field, got, expected);
}
