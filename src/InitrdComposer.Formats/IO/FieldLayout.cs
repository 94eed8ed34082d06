using System.Buffers.Binary;
using System.Collections.Immutable;

namespace InitrdComposer.Formats.IO;

/// <summary>The fields of a header of fixed size, in order, numbers being little-endian: tells in which of them two headers differ.</summary>
public sealed class FieldLayout
{
    private FieldLayout(ImmutableArray<(string Name, int Size)> fields) => Fields = fields;

    public ImmutableArray<(string Name, int Size)> Fields { get; }

    /// <summary>Bytes of all of them.</summary>
    public int Size => Fields.Sum(one => one.Size);

    /// <param name="fields">Names as the format's specification has them, and bytes.</param>
    public static FieldLayout Of(params ReadOnlySpan<(string Name, int Size)> fields) => new([.. fields]);

    /// <summary>The first field that differs, or null.</summary>
    /// <param name="got">At least <see cref="Size"/> bytes.</param>
    /// <param name="expected">The same of the other header.</param>
    /// <param name="isRelevant">False of a field's name: it is passed over.</param>
    public FieldDifference? FirstDifference(ReadOnlySpan<byte> got, ReadOnlySpan<byte> expected, Func<string, bool>? isRelevant = null)
    {
        int offset = 0;
        foreach ((string name, int size) in Fields)
        {
            ReadOnlySpan<byte> was = got.Slice(offset, size), becomes = expected.Slice(offset, size);
            if (!was.SequenceEqual(becomes) && isRelevant?.Invoke(name) != false) return new(name, offset, TextOf(was), TextOf(becomes));
            offset += size;
        }

        return null;
    }

    private static string TextOf(ReadOnlySpan<byte> field) => field.Length switch
    {
        1 => $"0x{field[0]:X}",
        2 => $"0x{BinaryPrimitives.ReadUInt16LittleEndian(field):X}",
        4 => $"0x{BinaryPrimitives.ReadUInt32LittleEndian(field):X}",
        8 => $"0x{BinaryPrimitives.ReadUInt64LittleEndian(field):X}",
        _ => Convert.ToHexStringLower(field),
    };
}

/// <summary>A field in which two headers differ.</summary>
/// <param name="Name">As the specification has it.</param>
/// <param name="Offset">From the header's first byte.</param>
/// <param name="Got">Its value, printable.</param>
/// <param name="Expected">That in the other header.</param>
public readonly record struct FieldDifference(string Name, int Offset, string Got, string Expected);
