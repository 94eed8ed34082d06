using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing.Rpm;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Intro, index, region and store of a package's header.</summary>
internal static class RpmHeaderCases
{
    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("RPM-05", "another magic of the header", Header(h => h.Magic = 0x8EADE802_00000000), SamplePackages.Refused(5, "magic: got 0x8EADE80200000000, expected 0x8EADE80100000000")),
        new("RPM-05", "a reserved word that is not zero", Header(h => h.Magic = 0x8EADE801_00000001), SamplePackages.Refused(5, "magic: got 0x8EADE80100000001")),
        new("RPM-06", "no entries", Header(h => h.DeclaredEntries = 0), SamplePackages.Refused(6, "index length: got 0, expected 1 to 65535")),
        new("RPM-06", "65536 entries", Header(h => h.DeclaredEntries = 0x10000), SamplePackages.Refused(6, "index length: got 65536")),
        new("RPM-06", "4 G entries", Header(h => h.DeclaredEntries = uint.MaxValue), SamplePackages.Refused(6, "index length: got 4294967295")),
        new("RPM-07", "256 MiB of data declared", Header(h => h.DeclaredData = 0x10000000), SamplePackages.Refused(7, "data length: got 268435456, expected at most 268435455")),
        new("RPM-07", "more data declared than the file has", Header(h => h.DeclaredData = 0x0FFFFFFF), SamplePackages.Refused(7, "index and data: got the end of the file")),
        new("RPM-07", "64 MiB and a byte in the signature header", SamplePackages.Sample(p => p.ChangeSignature = h => h.DeclaredData = (64 << 20) + 1), SamplePackages.Refused(7, "data length: got 67108865")),
        new("RPM-08", "an index whose size wraps at 32 bits", Header(h => h.DeclaredEntries = 0x10000001), SamplePackages.Refused(6, "index length: got 268435457")),
        new("RPM-08", "index and data whose sum wraps at 32 bits", Header(h => (h.DeclaredEntries, h.DeclaredData) = (0xFFFF, 0xFFFFFFF0)), SamplePackages.Refused(7, "data length: got 4294967280")),
        new("RPM-09", "a negative offset", Lie(RpmTag.Version, e => e with { Offset = -1 }), SamplePackages.Refused(9, "VERSION (1001) offset: got -1")),
        new("RPM-09", "an offset behind the data", Lie(RpmTag.Version, e => e with { Offset = 0x7FFFFFFF }), SamplePackages.Refused(9, "VERSION (1001) offset: got 2147483647")),
        new("RPM-10", "no items", Lie(RpmTag.FileModes, e => e with { Count = 0 }), SamplePackages.Refused(10, "FILEMODES (1030) count: got 0")),
        new("RPM-10", "more items than there is data", Lie(RpmTag.FileModes, e => e with { Count = 0xFFFFF }), SamplePackages.Refused(10, "FILEMODES (1030) count: got 1048575")),
        new("RPM-10", "more items than any array may have", Lie(RpmTag.FileModes, e => e with { Count = 0x100000 }), SamplePackages.Refused(10, "FILEMODES (1030) count: got 1048576, expected 1 to 1048575")),
        new("RPM-10", "two of a string", Lie(RpmTag.Name, e => e with { Count = 2 }), SamplePackages.Refused(10, "NAME (1000) count: got 2, expected 1 to 1")),
        new("RPM-11", "type 0", Lie(RpmTag.Name, e => e with { Type = default }), SamplePackages.Refused(11, "NAME (1000) type: got 0, expected 1 to 9")),
        new("RPM-11", "type 10", Lie(RpmTag.Name, e => e with { Type = (RpmType)10 }), SamplePackages.Refused(11, "NAME (1000) type: got 10")),
        new("RPM-11", "a name that is binary", Lie(RpmTag.Name, e => e with { Type = RpmType.Bin }), SamplePackages.Refused(11, "NAME (1000): got type Bin, expected type STRING")),
        new("RPM-11", "modes that are strings", Header(h => h.Without(RpmTag.FileModes).Add(RpmTag.FileModes, ["0644"])), SamplePackages.Refused(11, "FILEMODES (1030): got type StringArray, expected type INT16")),
        new("RPM-12", "16-bit numbers at an odd offset", Misaligned(RpmTag.FileModes), SamplePackages.Refused(12, "FILEMODES (1030) offset:", "expected a multiple of 2")),
        new("RPM-12", "32-bit numbers at an odd offset", Misaligned(RpmTag.FileMtimes), SamplePackages.Refused(12, "FILEMTIMES (1034) offset:", "expected a multiple of 4")),
        new("RPM-12", "64-bit numbers at an odd offset",
            Header(h => h.Add(RpmTag.LongSize, 1ul).Lie(RpmTag.LongSize, e => e with { Offset = e.Offset + 1 })), SamplePackages.Refused(12, "LONGSIZE (5009) offset:", "expected a multiple of 8")),
        new("RPM-13", "a string without NUL", Header(h => h.Add((RpmTag)9000, RpmType.String, 1, "no end"u8)), SamplePackages.Refused(13, "tag 9000: got string 0 without NUL")),
        new("RPM-13", "an array whose last string is missing", Header(h => h.Add((RpmTag)9000, RpmType.StringArray, 2, "one\0"u8)), SamplePackages.Refused(13, "tag 9000: got string 1 without NUL")),
        new("RPM-14", "two tags at one offset", Header(h => h.Add((RpmTag)9000, "x").Add((RpmTag)9001, "y").Lie((RpmTag)9001, e => e with { Offset = e.Offset - 2 })), SamplePackages.Refused(14, "tag 9001 offset:")),
        new("RPM-14", "tags that overlap", Header(h => h.Add((RpmTag)9000, "long").Add((RpmTag)9001, "y").Lie((RpmTag)9001, e => e with { Offset = e.Offset - 2 })), SamplePackages.Refused(14, "tag 9001 offset:")),
        new("RPM-15", "no region", Header(h => h.HasRegion = false), SamplePackages.Refused(15, "region: got NAME (1000)")),
        new("RPM-15", "a region of another tag", Header(h => h.LieInRegion = e => e with { Tag = (RpmTag)61 }), SamplePackages.Refused(15, "region: got tag 61")),
        new("RPM-15", "a region of another type", Header(h => h.LieInRegion = e => e with { Type = RpmType.Int32 }), SamplePackages.Refused(15, "region:")),
        new("RPM-15", "a region whose trailer would be behind the data", Header(h => h.LieInRegion = e => e with { Offset = e.Offset + 16 }), SamplePackages.Refused(15, "region offset:")),
        new("RPM-15", "a region whose trailer would be before the data", Header(h => h.LieInRegion = e => e with { Offset = int.MinValue }), SamplePackages.Refused(15, "region offset: got -2147483648")),
        new("RPM-15", "a trailer with the least of numbers", Header(h => h.LieInTrailer = e => e with { Offset = int.MinValue }), SamplePackages.Refused(15, "region trailer:")),
        new("RPM-15", "a trailer that covers more entries than there are", Header(h => h.LieInTrailer = e => e with { Offset = e.Offset - 16 }), SamplePackages.Refused(15, "region trailer:")),
        new("RPM-15", "a trailer of the other region", Header(h => h.LieInTrailer = e => e with { Tag = RpmTag.HeaderSignatures }), SamplePackages.Refused(15, "region trailer:")),
        new("RPM-15", "a signature header without region", SamplePackages.Sample(p => p.ChangeSignature = h => h.HasRegion = false), SamplePackages.Refused(15, "region:")),
        new("RPM-16", "a name behind the region", Header(h => h.AddOutside((RpmTag)9000, "behind")), new Verdict.Refused(4, "RPM16", "0.rpm: ", "tags outside the region: got 1")),
        new("RPM-17", "a tag twice", Header(h => h.Add(RpmTag.Name, "other")), SamplePackages.Refused(17, "NAME (1000): got the tag twice")),
        new("RPM-20", "a byte more of data than there is", Header(h => h.DeclaredData = (uint)(h.ToBytes().Length - 16 - (16 * EntriesOf(h)) + 1)), SamplePackages.Refused(15, "region offset:")),
        new("RPM-20", "a byte less of data than there is", Header(h => h.DeclaredData = (uint)(h.ToBytes().Length - 16 - (16 * EntriesOf(h)) - 1)), SamplePackages.Refused(15, "region offset:")),
        new("RPM-20", "a file that ends a byte before its header does",
            SamplePackages.Sample(p => (p.Compress, p.ChangeFile) = (_ => [], file => file[..^1])), SamplePackages.Refused(7, "index and data: got the end of the file, expected 1 more bytes")),
    ];

    private static Action<HostileFolder> Header(Action<HeaderSpec> change) => SamplePackages.Sample(p => p.ChangeHeader = change);

    private static Action<HostileFolder> Lie(RpmTag tag, Func<RpmIndexEntry, RpmIndexEntry> lie) => Header(h => h.Lie(tag, lie));

    /// <summary>With room behind it, so that nothing else is wrong.</summary>
    private static Action<HostileFolder> Misaligned(RpmTag tag) => Lie(tag, e => e with { Offset = e.Offset + 1 });

    private static int EntriesOf(HeaderSpec header) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header.ToBytes().AsSpan(8));
}
