using InitrdComposer.Fuzz.Mutation;

namespace InitrdComposer.Fuzz.Structures;

/// <summary>Headers, program headers, section headers, and the tables that these lead to: symbols, dynamic entries, notes.</summary>
internal static class ElfStructure
{
    private const int MaxRows = 64;
    private const int MaxTable = 512;

    public static Structure File { get; } = new((data, fields) =>
    {
        if (data.Length < 52) return;
        bool is64 = data[4] == 2;
        FieldForm form = data[5] == 2 ? FieldForm.Big : FieldForm.Little;
        int word = is64 ? 8 : 4;
        fields.Row(4, form, 1, 1, 1);
        fields.Row(16, form, 2, 2, 4, word, word, word, 4, 2, 2, 2, 2, 2, 2);
        long programs = (long)Numbers.Read(data, 24 + word, word, form), sections = (long)Numbers.Read(data, 24 + (2 * word), word, form);
        int counts = 24 + (3 * word) + 4 + 2;
        int programSize = is64 ? 56 : 32, sectionSize = is64 ? 64 : 40;
        for (int i = 0; i < Math.Min(MaxRows, (int)Numbers.Read(data, counts + 2, 2, form)); i++)
        {
            long at = programs + ((long)i * programSize);
            if (is64) fields.Row(at, form, 4, 4, 8, 8, 8, 8, 8, 8);
            else fields.Row(at, form, 4, 4, 4, 4, 4, 4, 4, 4);
            Table(data, fields, at + (is64 ? 8 : 4), at + (is64 ? 32 : 16), word, form, word);
        }

        for (int i = 0; i < Math.Min(MaxRows, (int)Numbers.Read(data, counts + 6, 2, form)); i++)
        {
            long at = sections + ((long)i * sectionSize);
            fields.Row(at, form, 4, 4, word, word, word, word, 4, 4, word, word);
            // Strings are none: symbols, dynamic entries, notes are.
            if (Numbers.Read(data, at + 4, 4, form) is 2 or 6 or 7 or 11) Table(data, fields, at + 8 + (2 * word), at + 8 + (3 * word), word, form, 4);
        }
    });

    /// <summary>The words of a table, of which a header says where it is and how long.</summary>
    private static void Table(byte[] data, FieldList fields, long offsetAt, long sizeAt, int word, FieldForm form, int width)
    {
        ulong start = Numbers.Read(data, offsetAt, word, form), size = Numbers.Read(data, sizeAt, word, form);
        if (start < (ulong)data.Length) Numbers.Dense(fields, (long)start, (long)start + (long)Math.Min(MaxTable, size), form, width);
    }
}
