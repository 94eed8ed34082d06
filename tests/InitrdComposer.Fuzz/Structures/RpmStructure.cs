using InitrdComposer.Formats.IO;
using InitrdComposer.Fuzz.Mutation;
using static InitrdComposer.Fuzz.Mutation.FieldForm;

namespace InitrdComposer.Fuzz.Structures;

/// <summary>Lead, index entries and the numbers of a package's two headers.</summary>
internal static class RpmStructure
{
    private const int LeadSize = 96;
    private const int EntrySize = 16;

    public static Structure Package { get; } = new((data, fields) =>
    {
        fields.Row(4, Big, 1, 1, 2, 2);
        fields.Row(76, Big, 2, 2);
        long header = Alignment.Up(Header(data, fields, LeadSize), 8);
        Header(data, fields, header);
    });

    /// <summary>A header without its magic, as databases of installed packages hold it.</summary>
    public static Structure Blob { get; } = new((data, fields) => Entries(data, fields, 0));

    private static long Header(byte[] data, FieldList fields, long start) => Entries(data, fields, start + 8);

    /// <summary>Where it ends.</summary>
    private static long Entries(byte[] data, FieldList fields, long start)
    {
        long count = (long)Numbers.Read(data, start, 4, Big), size = (long)Numbers.Read(data, start + 4, 4, Big);
        fields.Row(start, Big, 4, 4);
        long index = start + 8, store = index + (count * EntrySize);
        for (long entry = index; entry < Math.Min(store, data.Length); entry += EntrySize)
        {
            fields.Row(entry, Big, 4, 4, 4, 4);
            (int width, long offset) = (Width(Numbers.Read(data, entry + 4, 4, Big)), (long)Numbers.Read(data, entry + 8, 4, Big));
            long items = (long)Numbers.Read(data, entry + 12, 4, Big);
            for (long i = 0; i < Math.Min(items, 8) && width > 0; i++) fields.Add(store + offset + (i * width), width, Big);
        }

        // The trailer of the region, which says how many entries it covers.
        fields.Row(store + size - EntrySize, Big, 4, 4, 4, 4);
        return store + size;
    }

    private static int Width(ulong type) => type switch
    {
        2 => 1,
        3 => 2,
        4 => 4,
        5 => 8,
        _ => 0,
    };
}
