using System.Buffers.Binary;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Testing;

namespace InitrdComposer.Formats.Tests.PE;

/// <summary>Images of tests/fixtures/uki, and changed copies of them.</summary>
internal static class Images
{
    /// <summary>Where all toy images have "PE\0\0".</summary>
    public const int SignatureOffset = 0x40;

    public const int FileHeaderOffset = SignatureOffset + 4;

    public const int OptionalHeaderOffset = FileHeaderOffset + CoffFileHeader.Size;

    public const int SectionTableOffset = OptionalHeaderOffset + 240;

    public static byte[] Bytes(string name) => File.ReadAllBytes(Checkout.Fixture("uki", name));

    public static PEImage Open(string name) => Open(Bytes(name));

    public static PEImage Open(byte[] bytes) => PEReader.Read(PositionalSource.OfBytes(bytes));

    public static byte[] WithU32(this byte[] bytes, int offset, uint value)
    {
        byte[] copy = [.. bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(offset), value);
        return copy;
    }

    public static byte[] WithU16(this byte[] bytes, int offset, ushort value)
    {
        byte[] copy = [.. bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(offset), value);
        return copy;
    }

    public static byte[] Read(this PositionalSource source)
    {
        var bytes = new byte[source.Length];
        source.ReadExactlyAt(0, bytes);
        return bytes;
    }
}
