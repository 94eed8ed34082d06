using System.Buffers.Binary;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.LdSoCache;

/// <summary>The header of /etc/ld.so.cache in its format since glibc 2.32 (glibc 2.41, sysdeps/generic/dl-cache.h, cache_file_new), little-endian.</summary>
/// <param name="Count">nlibs.</param>
/// <param name="StringsLength">len_strings, in bytes.</param>
/// <param name="Flags">In the lowest two bits the byte order: 2 is little-endian, 0 is not said.</param>
/// <param name="ExtensionOffset">Of the extension directory, from the file's start; 0: there is none.</param>
public readonly record struct LdSoCacheHeader(uint Count, uint StringsLength, byte Flags, uint ExtensionOffset)
{
    public const int Size = 48;

    /// <summary>Of one library: flags, key, value, osversion, hwcap.</summary>
    public const int EntrySize = 24;

    public const byte LittleEndian = 2;

    internal const string Format = "ld.so.cache";

    private const int UnusedLength = 12;

    public static ReadOnlySpan<byte> Magic => "glibc-ld.so.cache1.1"u8;

    /// <param name="data">The beginning of the file.</param>
    /// <exception cref="MalformedDataException">It is none, or is shorter.</exception>
    public static LdSoCacheHeader Read(ReadOnlySpan<byte> data)
    {
        var reader = new ByteReader(Format, data);
        ReadOnlySpan<byte> magic = reader.Take(Magic.Length, "magic");
        if (!magic.SequenceEqual(Magic)) throw new MalformedDataException(Format, 0, "magic", Printable.Escape(magic), Printable.Escape(Magic));
        (uint count, uint strings, byte flags) = (reader.U32LittleEndian("nlibs"), reader.U32LittleEndian("len_strings"), reader.U8("flags"));
        reader.Skip(3, "padding");
        uint extensions = reader.U32LittleEndian("extension_offset");
        reader.Skip(UnusedLength, "unused");
        return new(count, strings, flags, extensions);
    }

    /// <param name="into">At least <see cref="Size"/> bytes, zero.</param>
    public void Write(Span<byte> into)
    {
        Magic.CopyTo(into);
        into = into[Magic.Length..];
        BinaryPrimitives.WriteUInt32LittleEndian(into, Count);
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], StringsLength);
        into[8] = Flags;
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], ExtensionOffset);
    }
}
