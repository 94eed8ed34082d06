using System.Buffers.Binary;

namespace InitrdComposer.Formats.Rpm;

/// <summary>
/// Reads a header and checks it as rpm does (lib/header.c: hdrblobRead, hdrblobVerifyRegion, hdrblobVerifyInfo), and stricter: the region is
/// required and covers the whole header, no tag comes twice, padding is zero.
/// </summary>
public static class RpmHeaderReader
{
    /// <summary>HEADER_TAGS_MAX of rpm.</summary>
    public const int MaxEntries = 0xFFFF;

    /// <summary>Bytes of the store: HEADER_DATA_MAX of rpm.</summary>
    public const int MaxData = 0x0FFFFFFF;

    /// <summary>Bytes of a signature header's store.</summary>
    public const int MaxSignatureData = 64 << 20;

    /// <summary>Items of one array.</summary>
    public const int MaxArrayCount = 0xFFFFF;

    internal const ulong Magic = 0x8EADE801_00000000;
    internal const int IntroSize = 16;
    private const int FirstChunk = 1 << 20;

    /// <summary>The first tag that is no region.</summary>
    private const RpmTag FirstTag = (RpmTag)100;

    /// <param name="package">Stands at the header; stands behind it and its padding afterwards.</param>
    /// <param name="region"><see cref="RpmTag.HeaderSignatures"/> or <see cref="RpmTag.HeaderImmutable"/>.</param>
    /// <param name="offset">Where it stands in the file.</param>
    /// <exception cref="MalformedDataException">It is malformed or over a limit.</exception>
    public static RpmHeader Read(Stream package, RpmTag region, long offset)
    {
        bool isSignature = region == RpmTag.HeaderSignatures;
        string name = isSignature ? "rpm signature header" : "rpm header";
        var intro = new byte[IntroSize];
        ReadFully(package, intro, name, offset, "intro");
        ulong magic = BinaryPrimitives.ReadUInt64BigEndian(intro);
        if (magic != Magic) throw new MalformedDataException(name, offset, "magic", $"0x{magic:X16}", $"0x{Magic:X16}");
        uint count = BinaryPrimitives.ReadUInt32BigEndian(intro.AsSpan(8));
        if (count is 0 or > MaxEntries) throw new MalformedDataException(name, offset + 8, "index length", $"{count}", $"1 to {MaxEntries}");
        uint dataSize = BinaryPrimitives.ReadUInt32BigEndian(intro.AsSpan(12));
        int maxData = isSignature ? MaxSignatureData : MaxData;
        if (dataSize > maxData) throw new MalformedDataException(name, offset + 12, "data length", $"{dataSize}", $"at most {maxData}");

        int storeStart = IntroSize + ((int)count * RpmIndexEntry.Size);
        byte[] bytes = ReadGrowing(package, intro, storeStart + (int)dataSize, name, offset);
        if (isSignature) SkipPadding(package, offset + bytes.Length, bytes.Length, name);
        var parser = new Parser(name, offset, bytes, storeStart, region);
        return new RpmHeader(name, offset, bytes, parser.Entries(), storeStart);
    }

    /// <summary>Takes memory as data arrives, not as it is announced.</summary>
    private static byte[] ReadGrowing(Stream package, byte[] intro, int size, string name, long offset)
    {
        var bytes = new byte[Math.Min(size, FirstChunk)];
        intro.CopyTo(bytes, 0);
        int filled = IntroSize;
        while (true)
        {
            filled += ReadFully(package, bytes.AsSpan(filled), name, offset + filled, "index and data");
            if (filled == size) return bytes;
            Array.Resize(ref bytes, (int)Math.Min(size, bytes.Length * 2L));
        }
    }

    /// <summary>A signature header is padded to 8.</summary>
    private static void SkipPadding(Stream package, long offset, int size, string name)
    {
        Span<byte> padding = stackalloc byte[IO.Alignment.Padding(size, 8)];
        ReadFully(package, padding, name, offset, "padding");
        if (padding.ContainsAnyExcept((byte)0)) throw new MalformedDataException(name, offset, "padding", Convert.ToHexString(padding), "zeros");
    }

    private static int ReadFully(Stream package, Span<byte> into, string name, long offset, string field)
    {
        int read = package.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
        return read == into.Length
            ? read
            : throw new MalformedDataException(name, offset + read, field, "the end of the file", $"{into.Length - read} more bytes");
    }

    private readonly ref struct Parser(string name, long offset, byte[] bytes, int storeStart, RpmTag region)
    {
        private readonly ReadOnlySpan<byte> _index = bytes.AsSpan(IntroSize..storeStart);
        private readonly ReadOnlySpan<byte> _store = bytes.AsSpan(storeStart);

        /// <summary>The store without the region's trailer, which is no tag's data.</summary>
        private ReadOnlySpan<byte> Data => _store[..^RpmIndexEntry.Size];

        /// <summary>The checked entries without the region, by tag.</summary>
        public RpmIndexEntry[] Entries()
        {
            CheckRegion();
            var entries = new RpmIndexEntry[(_index.Length / RpmIndexEntry.Size) - 1];
            long end = 0;
            for (int i = 0; i < entries.Length; i++)
            {
                RpmIndexEntry entry = RpmIndexEntry.Read(_index[((i + 1) * RpmIndexEntry.Size)..]);
                end = CheckEntry(i + 1, entry, end);
                entries[i] = entry;
            }

            Array.Sort(entries, (a, b) => a.Tag.CompareTo(b.Tag));
            for (int i = 1; i < entries.Length; i++)
            {
                if (entries[i].Tag == entries[i - 1].Tag) throw Malformed(0, RpmTagNames.Of(entries[i].Tag), "the tag twice", "each tag once");
            }

            return entries;
        }

        /// <summary>The first entry says where its trailer is, and the trailer how many entries it covers: all of them.</summary>
        private void CheckRegion()
        {
            RpmIndexEntry first = RpmIndexEntry.Read(_index);
            if (first.Tag != region || first.Type != RpmType.Bin || first.Count != RpmIndexEntry.Size)
            {
                throw Malformed(0, "region", $"{RpmTagNames.Of(first.Tag)} of type {first.Type}, count {first.Count}", $"{RpmTagNames.Of(region)} of type Bin, count 16");
            }

            long end = first.Offset + (long)RpmIndexEntry.Size;
            if (first.Offset >= 0 && end < _store.Length) CheckNothingOutside(first.Offset);
            if (first.Offset < 0 || end != _store.Length) throw Malformed(0, "region offset", $"{first.Offset}", $"{_store.Length - RpmIndexEntry.Size}");
            RpmIndexEntry trailer = RpmIndexEntry.Read(_store[first.Offset..]);
            var expected = new RpmIndexEntry(region, RpmType.Bin, -_index.Length, RpmIndexEntry.Size);
            if (trailer != expected)
            {
                throw new MalformedDataException(name, offset + storeStart + first.Offset, "region trailer", $"{trailer}", $"{expected}");
            }
        }

        /// <summary>A sound region before the end means tags behind it, "dribbles", which the signature does not cover (CVE-2011-3378).</summary>
        private void CheckNothingOutside(int offsetOfTrailer)
        {
            RpmIndexEntry trailer = RpmIndexEntry.Read(_store[offsetOfTrailer..]);
            long covered = -(long)trailer.Offset;
            if (trailer != new RpmIndexEntry(region, RpmType.Bin, trailer.Offset, RpmIndexEntry.Size)) return;
            if (covered <= 0 || covered >= _index.Length || covered % RpmIndexEntry.Size != 0) return;
            throw Malformed((int)(covered / RpmIndexEntry.Size), "tags outside the region", $"{(_index.Length - covered) / RpmIndexEntry.Size}", "none");
        }

        /// <returns>Where the entry's data ends: entries are in the order of their data, which does not overlap.</returns>
        private long CheckEntry(int number, RpmIndexEntry entry, long previousEnd)
        {
            string field = RpmTagNames.Of(entry.Tag);
            if (entry.Tag < FirstTag) throw Malformed(number, "tag", $"{(int)entry.Tag}", $"at least {(int)FirstTag}");
            if (!Enum.IsDefined(entry.Type)) throw Malformed(number, $"{field} type", $"{(int)entry.Type}", "1 to 9");
            if (entry.Offset < 0 || entry.Offset >= Data.Length) throw Malformed(number, $"{field} offset", $"{entry.Offset}", $"0 to {Data.Length - 1}");
            if (entry.Offset < previousEnd) throw Malformed(number, $"{field} offset", $"{entry.Offset}", $"{previousEnd} or more, behind the tag before");

            int itemSize = SizeOf(entry.Type);
            if (itemSize > 1 && entry.Offset % itemSize != 0) throw Malformed(number, $"{field} offset", $"{entry.Offset}", $"a multiple of {itemSize}");
            long maxCount = entry.Type is RpmType.Bin ? Data.Length : entry.Type is RpmType.String ? 1 : MaxArrayCount;
            if (entry.Count == 0 || entry.Count > maxCount) throw Malformed(number, $"{field} count", $"{entry.Count}", $"1 to {maxCount}");
            long end = itemSize > 0 ? entry.Offset + (itemSize * (long)entry.Count) : EndOfStrings(number, field, entry);
            return end <= Data.Length ? end : throw Malformed(number, $"{field} count", $"{entry.Count}", $"data that ends by {Data.Length}");
        }

        private long EndOfStrings(int number, string field, RpmIndexEntry entry)
        {
            int position = entry.Offset;
            for (uint i = 0; i < entry.Count; i++)
            {
                int length = Data[position..].IndexOf((byte)0);
                if (length < 0) throw Malformed(number, field, $"string {i} without NUL", $"{entry.Count} strings with NULs");
                position += length + 1;
            }

            return position;
        }

        private MalformedDataException Malformed(int entry, string field, string got, string expected) =>
            new(name, offset + IntroSize + (entry * RpmIndexEntry.Size), field, got, expected);

        /// <summary>Bytes of an item; 0 for strings.</summary>
        private static int SizeOf(RpmType type) => type switch
        {
            RpmType.Char or RpmType.Int8 or RpmType.Bin => 1,
            RpmType.Int16 => 2,
            RpmType.Int32 => 4,
            RpmType.Int64 => 8,
            _ => 0,
        };
    }
}
