using InitrdComposer.Testing.Cpio;
using InitrdComposer.Testing.Rpm;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>The archive in a payload: headers of entries, and how they agree with the package's file list.</summary>
internal static class CpioEntryCases
{
    /// <summary>Of the sample's entries: a regular file of 7 bytes, and a link of 6.</summary>
    private const int File = 5;
    private const int Link = 6;

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("CPI-01", "the old portable format", Entry(0, e => e with { Magic = "070707" }), Refused(1, "offset 0x0: magic: got 070707, expected 070701 or 070702")),
        new("CPI-01", "another magic in the middle", Entry(File, e => e with { Magic = "\u001B[2Jab" }), Refused(1, "magic: got \\x1B[2Jab")),
        new("CPI-02", "a letter beyond F", Entry(File, e => e.With(CpioEntry.Mtime, "0000000G")), Refused(2, "mtime: got 0000000G, expected 8 hex digits")),
        new("CPI-02", "a sign", Entry(File, e => e.With(CpioEntry.Mode, "+00081A4")), Refused(2, "mode: got +00081A4")),
        new("CPI-02", "spaces", Entry(File, e => e.With(CpioEntry.FileSize, "       7")), Refused(2, "filesize: got        7")),
        new("CPI-02", "lower-case digits", Archive(a => a.Entries[File] = a.Entries[File] with { Fields = [.. a.Entries[File].Fields.Select(f => f.ToLowerInvariant())] }), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CPI-03", "a name of no bytes", Entry(File, e => e.With(CpioEntry.NameSize, 0u)), Refused(3, "namesize: got 0, expected 2 to 4096")),
        new("CPI-03", "a name of NUL alone", Entry(File, e => e.Named([0])), Refused(3, "namesize: got 1")),
        new("CPI-03", "a name of 4 GiB", Entry(File, e => e.With(CpioEntry.NameSize, uint.MaxValue)), Refused(3, "namesize: got 4294967295")),
        new("CPI-03", "a name of 4097 bytes", Entry(File, e => e.With(CpioEntry.NameSize, 4097)), Refused(3, "namesize: got 4097")),
        new("CPI-04", "a name without NUL", Entry(File, e => e.Named("./usr/lib/sampleX"u8.ToArray())), Refused(4, "name: got ./usr/lib/sampleX, expected a name and its NUL")),
        new("CPI-04", "a name with a NUL in it", Entry(File, e => e.Named("./usr\0lib/sample\0"u8.ToArray())), Refused(4, "name: got ./usr\\x00lib/sample")),
        new("CPI-05", "a file of 4 GiB", Entry(File, e => e.With(CpioEntry.FileSize, uint.MaxValue)), Refused(5, "filesize: got 4294967295, expected 7")),
        new("CPI-05", "an archive that ends in a file", Sample(p => p.Compress = archive => Testing.Compressed.Gzip(Until(archive, "sample\n"u8, 3))), Refused(5, "file data: got the end of data, expected 4 more bytes")),
        new("CPI-06", "a link's target of 1 GiB", Entry(Link, e => e.With(CpioEntry.FileSize, 1u << 30)), Refused(6, "filesize of a symbolic link: got 1073741824, expected 1 to 4096")),
        new("CPI-06", "a link without target", Entry(Link, e => e.With(CpioEntry.FileSize, 0u) with { Data = [] }), Refused(6, "filesize of a symbolic link: got 0")),
        new("CPI-06", "a link to another target than the header's", Entry(Link, e => e with { Data = "/etc/x"u8.ToArray() }), Refused(15, "link target: got /etc/x, expected the header's sample")),
        new("CPI-13", "of two hard links the last has the data", SamplePackages.With(SamplePackages.HardLinked()), new Verdict.Accepted()),
        new("CPI-13", "of two hard links none has the data", Linked(a => a.Change(8, e => e.With(CpioEntry.FileSize, 0u) with { Data = [] })), Refused(13, "filesize of a hard link: got 0, expected 7")),
        new("CPI-13", "of two hard links both have data", Linked(a => a.Change(7, e => e.With(CpioEntry.FileSize, 5) with { Data = "other"u8.ToArray() })), Refused(13, "filesize of a hard link: got 5, expected 0")),
        new("CPI-13", "a link count that is not the header's", Linked(a => a.Change(8, e => e.With(CpioEntry.Nlink, 99))), new Verdict.Accepted()),
        new("CPI-14", "a file twice", Archive(a => a.Entries.Add(a.Entries[File])), new Verdict.Refused(4, "CPI14", "0.rpm!payload: offset 0x390: name: got /usr/lib/sample twice, first at offset 0x280")),
        new("CPI-14", "a folder twice", Archive(a => a.Entries.Add(a.Entries[0])), new Verdict.Refused(4, "CPI14", "name: got /etc twice, first at offset 0x0")),
        new("CPI-15", "a file that the header does not name", Archive(a => a.Entries.Add(a.Entries[File].Named("./usr/lib/other"))), Refused(15, "name: got ./usr/lib/other, expected a file of the header")),
        new("CPI-15", "a name that climbs, in the payload alone", Entry(File, e => e.Named("./../../etc/passwd")), Refused(15, "name: got ./../../etc/passwd")),
        new("CPI-15", "a name that clears the screen", Entry(File, e => e.Named("./\u001B[2J\u202E")), Refused(15, "name: got ./\\x1B[2J\\xE2\\x80\\xAE")),
        new("CPI-15", "a file of the header that is not there", Archive(a => a.Entries.RemoveAt(File)), Refused(15, "trailer: got no /usr/lib/sample, expected every file of the header")),
        new("CPI-16", "a ghost that is there", Sample(p =>
        {
            p.Files[File] = p.Files[File] with { Flags = Formats.Rpm.RpmFileFlags.Ghost };
            p.ChangeArchive = a => a.Entries.Insert(File, CpioEntry.Newc("./usr/lib/sample"u8.ToArray(), 0x81A4, "sample\n"u8.ToArray(), 9));
        }), Refused(16, "name: got /usr/lib/sample, a ghost")),
        new("CPI-19", "a mode of no type", Entry(File, e => e.With(CpioEntry.Mode, 0xF1A4)), Refused(19, "mode: got 0xF1A4, expected the mode of a file")),
        new("CPI-19", "a mode with bits above its type", Entry(File, e => e.With(CpioEntry.Mode, 0x181A4)), Refused(19, "mode: got 0x181A4")),
        new("CPI-19", "another mode than the header's", Entry(File, e => e.With(CpioEntry.Mode, 0x89ED)), Refused(19, "mode: got 0x89ED, expected the header's 0x81A4")),
        new("CPI-19", "a link where the header has a file", Entry(File, e => e.With(CpioEntry.Mode, 0xA1FF)), Refused(19, "mode: got 0xA1FF")),
        new("CPI-19", "a mode of no type in the header", Sample(p => p.Files[File] = p.Files[File] with { Mode = 0xF1A4 }), new Verdict.Refused(3, "CPI19", "0.rpm: offset 0x", "FILEMODES (1030): got 0xF1A4 for file 5")),
        new("CPI-22", "no trailer", Archive(a => a.Trailer = null), Refused(22, "header: got the end of data, expected 110 more bytes")),
        new("CPI-22", "a trailer in the middle", Archive(a => a.Entries.Insert(3, a.Trailer!)), Refused(22, "end of data: got more bytes, expected nothing behind the trailer")),
        new("CPI-22", "a trailer with data", Archive(a => a.Trailer = a.Trailer!.With(CpioEntry.FileSize, 4)), Refused(22, "filesize of the trailer: got 4")),
        new("CPI-22", "a file called as the trailer is", SamplePackages.With(SamplePackages.Sample().Add(PackagedFile.Regular("/TRAILER!!!"))), new Verdict.Refused(4, "CPI22", "TRAILER!!!")),
        new("CPI-23", "a checksum that is wrong", Entry(File, e => (e with { Magic = "070702" }).With(CpioEntry.Check, 1u)), Refused(23, "check: got 0000028C, expected 00000001")),
        new("CPI-24", "a file index out of range", Stripped(a => a.Entries[File] = CpioEntry.Stripped(7, [])), Refused(24, "file index: got 7, expected below 7")),
        new("CPI-24", "a file index of 4 G", Stripped(a => a.Entries[File] = CpioEntry.Stripped(uint.MaxValue, [])), Refused(24, "file index: got 4294967295")),
        new("CPI-24", "a file index twice", Stripped(a => a.Entries[1] = CpioEntry.Stripped(0, [])), Refused(24, "file index: got 0 twice")),
        new("CPI-24", "a file index that is no hex", Stripped(a => a.Entries[1] = a.Entries[1] with { Fields = ["0x000001"] }), Refused(24, "file index: got 0x000001, expected 8 hex digits")),
        new("CPI-24", "the stripped form", Stripped(_ => { }), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CPI-25", "more files than a header may name", Sample(p => p.ChangeHeader = h => h.Lie(Formats.Rpm.RpmTag.FileSizes, e => e with { Count = 10_000_000 })), SamplePackages.Refused(10, "FILESIZES (1028) count: got 10000000, expected 1 to 1048575")),
    ];

    private static Action<HostileFolder> Sample(Action<RpmSpec> change) => SamplePackages.Sample(change);

    private static Action<HostileFolder> Archive(Action<CpioSpec> change) => Sample(p => p.ChangeArchive = change);

    private static Action<HostileFolder> Entry(int index, Func<CpioEntry, CpioEntry> change) => Archive(a => a.Change(index, change));

    private static Action<HostileFolder> Stripped(Action<CpioSpec> change) => Sample(p => (p.IsStripped, p.ChangeArchive) = (true, change));

    private static Action<HostileFolder> Linked(Action<CpioSpec> change) => folder =>
    {
        RpmSpec package = SamplePackages.HardLinked();
        package.ChangeArchive = change;
        folder.WritePackages(package);
    };

    /// <summary>The archive up to some bytes of the text.</summary>
    private static byte[] Until(byte[] archive, ReadOnlySpan<byte> text, int kept) => archive[..(archive.AsSpan().IndexOf(text) + kept)];

    private static Verdict.Refused Refused(int number, params string[] fragments) => new(3, $"CPI{number:00}", ["0.rpm!payload: offset 0x", .. fragments]);
}
