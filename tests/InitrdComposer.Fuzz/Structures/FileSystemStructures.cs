using InitrdComposer.Fuzz.Mutation;
using static InitrdComposer.Fuzz.Mutation.FieldForm;

namespace InitrdComposer.Fuzz.Structures;

/// <summary>Superblocks, and the inodes and directories of images whose metadata is not compressed.</summary>
internal static class FileSystemStructures
{
    private const int MaxMetadata = 1024;

    public static Structure Squashfs { get; } = new((data, fields) =>
    {
        fields.Row(4, Little, 4, 4, 4, 4, 2, 2, 2, 2, 2, 2, 8, 8, 8, 8, 8, 8, 8, 8);
        // id table, xattrs, inodes, directories, fragments, export table
        for (int field = 48; field < 96; field += 8)
        {
            long table = (long)Numbers.Read(data, field, 8, Little);
            if (table <= 0 || table >= data.Length) continue;
            long length = (long)(Numbers.Read(data, table, 2, Little) & 0x7FFF) + 2;
            fields.Add(table, 2, Little);
            fields.Add(table, 8, Little);
            Numbers.Dense(fields, table + 2, table + Math.Min(MaxMetadata, length), Little, 2, 4);
        }
    });

    /// <summary>Of inodes it is known that they stand in the first blocks.</summary>
    public static Structure Erofs { get; } = new((data, fields) =>
    {
        fields.Row(1024 + 8, Little, 4, 1, 1, 2, 8, 8, 4, 4, 4, 4);
        fields.Row(1024 + 80, Little, 4, 2, 2, 2, 1, 1, 4, 8, 1);
        Numbers.Dense(fields, 1024 + 128, Math.Min(data.Length, 4096), Little, 2);
        Numbers.Dense(fields, 4096, Math.Min(data.Length, 8192), Little, 4);
    });

    /// <summary>Header and entries, each with its CRC-32.</summary>
    public static Structure Gpt { get; } = new(
        (data, fields) =>
        {
            fields.Row(512 + 8, Little, 4, 4, 4, 4, 8, 8, 8, 8, 8, 8, 8, 4, 4, 4);
            long entries = EntriesOf(data);
            for (int i = 0; i < 4; i++) fields.Row(entries + (i * 128) + 32, Little, 8, 8, 8, 2);
        },
        data =>
        {
            long entries = EntriesOf(data), length = (long)(Numbers.Read(data, 512 + 80, 4, Little) * Numbers.Read(data, 512 + 84, 4, Little));
            if (entries > 0 && length > 0 && entries <= data.Length - length) Numbers.Write(data, 512 + 88, 4, Little, Checksums.Crc32(data.AsSpan((int)entries, (int)length)));
            int header = (int)Math.Min(512, Numbers.Read(data, 512 + 12, 4, Little));
            if (data.Length < 1024 || header < 92) return;
            Numbers.Write(data, 512 + 16, 4, Little, 0);
            Numbers.Write(data, 512 + 16, 4, Little, Checksums.Crc32(data.AsSpan(512, header)));
        });

    private static long EntriesOf(byte[] data) => Numbers.Read(data, 512 + 72, 8, Little) is < 1 << 20 and ulong block ? (long)block * 512 : -1;
}
