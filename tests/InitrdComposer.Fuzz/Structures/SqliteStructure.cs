using InitrdComposer.Fuzz.Mutation;
using static InitrdComposer.Fuzz.Mutation.FieldForm;

namespace InitrdComposer.Fuzz.Structures;

/// <summary>Databases: the file's header, and of each page its header, the places of its first cells, and what one cell begins with.</summary>
internal static class SqliteStructure
{
    public static Structure Database { get; } = new((data, fields) =>
    {
        fields.Row(16, Big, 2, 1, 1, 1, 1, 1, 1, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4);
        int page = (int)Numbers.Read(data, 16, 2, Big);
        for (long at = 0; at < data.Length && page >= 512; at += page)
        {
            long header = at == 0 ? 100 : at;
            fields.Row(header, Big, 1, 2, 2, 2, 1, 4);
            Numbers.Dense(fields, header + 8, header + 24, Big, 2);
            long cell = at + (long)Numbers.Read(data, header + 8, 2, Big);
            Numbers.Dense(fields, cell, cell + 16, Big, 1);
        }
    });
}
