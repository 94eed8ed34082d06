using InitrdComposer.Fuzz.Mutation;
using static InitrdComposer.Fuzz.Mutation.FieldForm;

namespace InitrdComposer.Fuzz.Structures;

/// <summary>Slots and blobs of rpm's ndb, sealed by Adler-32, with the header of a package in each blob.</summary>
internal static class NdbStructure
{
    private const int MaxSlots = 16;

    public static Structure Packages { get; } = new(
        (data, fields) =>
        {
            fields.Row(4, Little, 4, 4, 4);
            for (int slot = 32; slot < 32 + (MaxSlots * 16); slot += 16) fields.Row(slot + 4, Little, 4, 4, 4);
            foreach ((long start, _) in Blobs(data))
            {
                fields.Row(start, Little, 4, 4, 4, 4);
                fields.Row(start + 16, Big, 4, 4);
                for (int entry = 0; entry < 48; entry++) fields.Row(start + 24 + (entry * 16), Big, 4, 4, 4, 4);
            }
        },
        data =>
        {
            foreach ((long start, long size) in Blobs(data))
            {
                if (size >= 28 && start + size <= data.Length) Numbers.Write(data, start + size - 12, 4, Little, Checksums.Adler32(data.AsSpan((int)start, (int)size - 12)));
            }
        });

    private static IEnumerable<(long Start, long Size)> Blobs(byte[] data)
    {
        for (int slot = 32; slot < 32 + (MaxSlots * 16); slot += 16)
        {
            long block = (long)Numbers.Read(data, slot + 8, 4, Little);
            if (block > 0 && block * 16 < data.Length) yield return (block * 16, (long)Numbers.Read(data, slot + 12, 4, Little) * 16);
        }
    }
}
