using System.Buffers.Binary;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.PE;

/// <summary>Where a table of the image is (PE format specification, "Optional Header Data Directories").</summary>
/// <param name="VirtualAddress">Relative to the image's base; of <see cref="DirectoryEntry.Security"/> a file offset.</param>
/// <param name="TableSize">In bytes.</param>
public readonly record struct DataDirectory(uint VirtualAddress, uint TableSize)
{
    public const int Size = 8;

    /// <summary>Where the fields are.</summary>
    public static FieldLayout Layout { get; } = FieldLayout.Of(
        (nameof(VirtualAddress), 4), (nameof(TableSize), 4));

    public static DataDirectory Read(ReadOnlySpan<byte> data, long offset)
    {
        var reader = new ByteReader(PEReader.Format, data, offset);
        return new(reader.U32LittleEndian(nameof(VirtualAddress)), reader.U32LittleEndian(nameof(TableSize)));
    }

    public void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, VirtualAddress);
        BinaryPrimitives.WriteUInt32LittleEndian(into[4..], TableSize);
    }
}
