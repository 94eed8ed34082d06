using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace InitrdComposer.Fuzz.Mutation;

/// <summary>How a number is written.</summary>
internal enum FieldForm
{
    Little,
    Big,
    /// <summary>Hex digits, as cpio has them.</summary>
    Hex,
}

/// <summary>A number of a format: a length, a count, an offset, a type. What a reader computes with is what a lie is worth most in.</summary>
/// <param name="Offset">Where in the input.</param>
/// <param name="Width">1, 2, 4 or 8 bytes; of <see cref="FieldForm.Hex"/> 8 digits.</param>
internal readonly record struct Field(int Offset, int Width, FieldForm Form)
{
    public ulong Max => Form == FieldForm.Hex ? uint.MaxValue : Width == 8 ? ulong.MaxValue : (1UL << (Width * 8)) - 1;

    public ulong Read(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> bytes = data.Slice(Offset, Width);
        if (Form == FieldForm.Hex) return ulong.TryParse(Encoding.ASCII.GetString(bytes), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value) ? value : 0;
        Span<byte> whole = stackalloc byte[8];
        whole.Clear();
        bytes.CopyTo(Form == FieldForm.Big ? whole[(8 - Width)..] : whole);
        return Form == FieldForm.Big ? BinaryPrimitives.ReadUInt64BigEndian(whole) : BinaryPrimitives.ReadUInt64LittleEndian(whole);
    }

    public void Write(Span<byte> data, ulong value)
    {
        Span<byte> bytes = data.Slice(Offset, Width);
        if (Form == FieldForm.Hex)
        {
            Encoding.ASCII.GetBytes(((uint)value).ToString("X8", CultureInfo.InvariantCulture), bytes);
            return;
        }

        Span<byte> whole = stackalloc byte[8];
        if (Form == FieldForm.Big) BinaryPrimitives.WriteUInt64BigEndian(whole, value);
        else BinaryPrimitives.WriteUInt64LittleEndian(whole, value);
        (Form == FieldForm.Big ? whole[(8 - Width)..] : whole[..Width]).CopyTo(bytes);
    }
}

/// <summary>The numbers of an input, as far as they are where they ought to be; takes only those that are inside of it.</summary>
internal sealed class FieldList(int length)
{
    private const int MaxFields = 4096;

    private readonly List<Field> _fields = [];

    /// <summary>Of the input.</summary>
    public int Length => length;

    public IReadOnlyList<Field> Fields => _fields;

    public void Add(long offset, int width, FieldForm form)
    {
        if (offset >= 0 && offset <= length - width && _fields.Count < MaxFields) _fields.Add(new((int)offset, width, form));
    }

    /// <summary>Numbers behind each other.</summary>
    public void Row(long offset, FieldForm form, params ReadOnlySpan<int> widths)
    {
        foreach (int width in widths)
        {
            if (width is 1 or 2 or 4 or 8) Add(offset, width, form);
            offset += width;
        }
    }
}

/// <summary>What mutations know of a format.</summary>
/// <param name="Map">Where its numbers are.</param>
/// <param name="Seal">Makes sums right again, so that the reader goes on behind them; changes no length.</param>
internal sealed record Structure(Action<byte[], FieldList>? Map = null, Action<byte[]>? Seal = null)
{
    public static Structure None { get; } = new();
}
