using System.Buffers.Binary;
using System.Text;

namespace InitrdComposer.Formats.LdSoCache;

/// <summary>
/// Writes /etc/ld.so.cache, byte for byte as ldconfig does (glibc 2.36 to 2.41, elf/cache.c, save_cache()): entries, strings, and the extensions that say
/// who wrote it and which folders of glibc-hwcaps entries mean.
/// </summary>
public static class LdSoCacheWriter
{
    internal const uint ExtensionMagic = 0xEAA42174;
    internal const uint GeneratorTag = 0;
    internal const uint HwcapsTag = 1;
    internal const int ExtensionHeaderSize = 8;
    internal const int SectionSize = 16;
    internal const ulong HwcapsBit = 1UL << 62;
    internal const int IsaLevelShift = 32;

    /// <param name="entries">In the order in which they were found: of equal ones the first is taken.</param>
    /// <param name="hwcapsFolders">Names of all folders below glibc-hwcaps that were looked into, used or not: ldconfig keeps their names.</param>
    /// <param name="order">Of the image's machine.</param>
    /// <param name="generator">Who writes it, ASCII.</param>
    /// <exception cref="OverflowException">There are more strings than offsets.</exception>
    public static byte[] Write(IEnumerable<LdSoCacheEntry> entries, IEnumerable<string> hwcapsFolders, LdSoCacheOrder order, string generator)
    {
        LdSoCacheEntry[] sorted = [.. entries.Order(order)];
        string[] used = [.. sorted.Select(entry => entry.Hwcaps).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var strings = new LdSoCacheStrings(sorted.SelectMany(entry => new[] { entry.SoName, entry.Path }).Concat(hwcapsFolders).Concat(used));

        int stringsOffset = checked(LdSoCacheHeader.Size + (sorted.Length * LdSoCacheHeader.EntrySize));
        int extensions = checked((int)IO.Alignment.Up(stringsOffset + (long)strings.Bytes.Length, sizeof(uint)));
        int sections = used.Length > 0 ? 2 : 1;
        int hwcapsOffset = extensions + ExtensionHeaderSize + (sections * SectionSize);
        int generatorOffset = hwcapsOffset + (used.Length * sizeof(uint));
        var file = new byte[checked(generatorOffset + generator.Length)];

        new LdSoCacheHeader((uint)sorted.Length, (uint)strings.Bytes.Length, LdSoCacheHeader.LittleEndian, (uint)extensions).Write(file);
        for (int i = 0; i < sorted.Length; i++) WriteEntry(file.AsSpan(LdSoCacheHeader.Size + (i * LdSoCacheHeader.EntrySize)), sorted[i]);
        strings.Bytes.CopyTo(file.AsSpan(stringsOffset));
        WriteWords(file.AsSpan(extensions), ExtensionMagic, (uint)sections, GeneratorTag, 0, (uint)generatorOffset, (uint)generator.Length);
        if (sections == 2) WriteWords(file.AsSpan(extensions + ExtensionHeaderSize + SectionSize), HwcapsTag, 0, (uint)hwcapsOffset, (uint)(used.Length * sizeof(uint)));
        WriteWords(file.AsSpan(hwcapsOffset), [.. used.Select(PlaceOf)]);
        Encoding.ASCII.GetBytes(generator, file.AsSpan(generatorOffset));
        return file;

        uint PlaceOf(string text) => (uint)stringsOffset + strings.OffsetOf(text);

        void WriteEntry(Span<byte> into, LdSoCacheEntry entry)
        {
            WriteWords(into, (uint)entry.Flags, PlaceOf(entry.SoName), PlaceOf(entry.Path), 0);
            ulong hwcap = entry.Hwcaps is string name ? HwcapsBit | ((ulong)entry.IsaLevel << IsaLevelShift) | (uint)Array.IndexOf(used, name) : 0;
            BinaryPrimitives.WriteUInt64LittleEndian(into[16..], hwcap);
        }
    }

    private static void WriteWords(Span<byte> into, params ReadOnlySpan<uint> words)
    {
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(into[(i * sizeof(uint))..], words[i]);
    }
}
