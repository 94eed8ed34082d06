using System.Collections.Immutable;
using InitrdComposer.Formats.Hwdb;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Formats.LdSoCache;
using InitrdComposer.Fuzz.Mutation;
using InitrdComposer.Fuzz.Structures;
using static InitrdComposer.Fuzz.Targets.Reading;

namespace InitrdComposer.Fuzz.Targets;

/// <summary>Tables that other programs compiled.</summary>
internal static class TableTargets
{
    private const string Records = "usb:v1234*\n usb:v1235p*\n ID_A=b\n ID_C=d\n\npci:v*\n ID_A=e\n";

    public static ImmutableArray<Target> All { get; } =
    [
        new("kmod-index", "modules.*.bin", input => _ = IndexReader.Read(input), () => Fixtures("modules", "*.bin"))
        {
            Structure = new(MapIndex), MaxLength = 8 << 10,
        },
        new("hwdb", "hwdb.bin and hwdb.d", ReadHwdb, HwdbSeeds) { Structure = Numbers.Everywhere(FieldForm.Little, 8), MaxLength = 8 << 10, Text = TextForm.Lines, Dictionary = Target.Words("KSLPHHRH", "\n ", "=", "#") },
        new("ld-so-cache", "ld.so.cache", input => LdSoCacheFile.Read(input.Span), () => [Cache()]) { Structure = Numbers.Everywhere(FieldForm.Little, 4), MaxLength = 8 << 10, Dictionary = Target.Words("glibc-ld.so.cache1.1", "ld.so-1.7.0\0") },
    ];

    /// <summary>Offsets of nodes have flags in their first byte, and stand at any.</summary>
    private static void MapIndex(byte[] data, FieldList fields)
    {
        fields.Row(0, FieldForm.Big, 4, 4, 4);
        for (int offset = 12; offset < data.Length; offset++) fields.Add(offset, 4, FieldForm.Big);
    }

    private static void ReadHwdb(ReadOnlyMemory<byte> input)
    {
        foreach (HwdbProperty property in HwdbText.Read(input, _ => { })) _ = property.Matches.Count;
        foreach (HwdbRecord record in HwdbFile.Read(input)) _ = record.Match.Length;
    }

    private static IEnumerable<byte[]> HwdbSeeds() => [HwdbWriter.Write([new(Utf8("/usr/lib/udev/hwdb.d/a.hwdb"), Utf8(Records))], 257, (_, _) => { }), Utf8(Records)];

    private static byte[] Cache() => LdSoCacheWriter.Write(
        [
            new("libc.so.6", "/usr/lib/libc.so.6", LdSoCacheFlags.X8664, null, 0), new("libm.so.6", "/usr/lib/libm.so.6", LdSoCacheFlags.X8664, null, 0),
            new("libm.so.6", "/usr/lib/glibc-hwcaps/x86-64-v3/libm.so.6", LdSoCacheFlags.X8664, "x86-64-v3", 2),
        ],
        ["x86-64-v3"], new LdSoCacheOrder(charIsSigned: true), "ldconfig");
}
