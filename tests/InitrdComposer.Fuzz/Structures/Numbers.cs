using InitrdComposer.Fuzz.Mutation;

namespace InitrdComposer.Fuzz.Structures;

/// <summary>Formats whose numbers stand at fixed places, or everywhere.</summary>
internal static class Numbers
{
    /// <summary>Numbers behind each other at one place.</summary>
    public static Structure At(int offset, FieldForm form, params int[] widths) => new((_, fields) => fields.Row(offset, form, widths));

    /// <summary>Every word is one: trees and tables of offsets.</summary>
    public static Structure Everywhere(FieldForm form, int width) => new((data, fields) => Dense(fields, 0, data.Length, form, width));

    /// <summary>Every word of a part, as far as that is in the input.</summary>
    public static void Dense(FieldList fields, long start, long end, FieldForm form, params ReadOnlySpan<int> widths)
    {
        foreach (int width in widths)
        {
            for (long offset = Math.Max(0, start); offset < Math.Min(end, fields.Length); offset += width) fields.Add(offset, width, form);
        }
    }

    public static ulong Read(byte[] data, long offset, int width, FieldForm form) =>
        offset < 0 || offset > data.Length - width ? 0 : new Field((int)offset, width, form).Read(data);

    public static void Write(byte[] data, long offset, int width, FieldForm form, ulong value)
    {
        if (offset >= 0 && offset <= data.Length - width) new Field((int)offset, width, form).Write(data, value);
    }
}
