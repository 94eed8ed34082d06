using System.Buffers.Binary;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Hwdb;

/// <summary>The header of hwdb.bin (systemd 257, src/libsystemd/sd-hwdb/hwdb-internal.h, trie_header_f): numbers are little-endian, offsets from the file's start.</summary>
/// <param name="ToolVersion">Of the systemd that wrote it.</param>
/// <param name="FileSize">In bytes.</param>
/// <param name="HeaderSize">Of this header, in bytes; like the three that follow it may grow in a later systemd.</param>
/// <param name="NodeSize">Of a node without its arrays.</param>
/// <param name="ChildEntrySize">Of an element of a node's children.</param>
/// <param name="ValueEntrySize">Of an element of a node's values: 16, or 32 with file, line and priority.</param>
/// <param name="RootOffset">Of the trie's root.</param>
/// <param name="NodesLength">Of all nodes with their arrays, which follow the header.</param>
/// <param name="StringsLength">Of all strings, which follow the nodes; each ends with NUL.</param>
public readonly record struct HwdbHeader(
    ulong ToolVersion, ulong FileSize, ulong HeaderSize, ulong NodeSize, ulong ChildEntrySize, ulong ValueEntrySize, ulong RootOffset, ulong NodesLength, ulong StringsLength)
{
    public const int Size = 80;

    internal const string Format = "hwdb.bin";

    public static ReadOnlySpan<byte> Signature => "KSLPHHRH"u8;

    /// <param name="data">The beginning of the file.</param>
    /// <exception cref="MalformedDataException">It is none, or is shorter.</exception>
    public static HwdbHeader Read(ReadOnlySpan<byte> data)
    {
        var reader = new ByteReader(Format, data);
        ReadOnlySpan<byte> signature = reader.Take(Signature.Length, "signature");
        if (!signature.SequenceEqual(Signature)) throw new MalformedDataException(Format, 0, "signature", Printable.Escape(signature), Printable.Escape(Signature));
        return new(
            reader.U64LittleEndian("tool_version"), reader.U64LittleEndian("file_size"), reader.U64LittleEndian("header_size"), reader.U64LittleEndian("node_size"),
            reader.U64LittleEndian("child_entry_size"), reader.U64LittleEndian("value_entry_size"), reader.U64LittleEndian("nodes_root_off"),
            reader.U64LittleEndian("nodes_len"), reader.U64LittleEndian("strings_len"));
    }

    /// <param name="into">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> into)
    {
        Signature.CopyTo(into);
        ReadOnlySpan<ulong> fields = [ToolVersion, FileSize, HeaderSize, NodeSize, ChildEntrySize, ValueEntrySize, RootOffset, NodesLength, StringsLength];
        for (int i = 0; i < fields.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(into[(Signature.Length + (i * sizeof(ulong)))..], fields[i]);
    }
}
