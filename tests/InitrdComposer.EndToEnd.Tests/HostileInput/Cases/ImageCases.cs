using System.Text;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Cpio;
using InitrdComposer.Testing.Extensions;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Images of other makers: what stands before the damage is shown, the damage is named with its offset, and `extract` stays in its folder.</summary>
internal static class ImageCases
{
    /// <summary>The entry that is spoiled; before it stands one that is sound.</summary>
    private const int Second = 1;

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        .. Entries(), .. Paths(), .. Streams(), .. Others(),
    ];

    private static IEnumerable<HostileCase> Entries() =>
    [
        Ls("CPI-01", "an initrd: another magic in the middle", Spoiled(e => e with { Magic = "070707" }), "CPI01", "image: offset 0x", "magic: got 070707"),
        Ls("CPI-02", "an initrd: a number that is none", Spoiled(e => e.With(CpioEntry.Mode, "+00081A4")), "CPI01", "mode: got +00081A4"),
        Sound("CPI-02", "an initrd: digits in lower case", Spoiled(e => e.With(CpioEntry.Mode, "000081a4")), "second"),
        Ls("CPI-03", "an initrd: a name of no bytes", Spoiled(e => e.With(CpioEntry.NameSize, 0u)), "CPI01", "namesize: got 0"),
        Ls("CPI-03", "an initrd: a name of 4 GiB", Spoiled(e => e.With(CpioEntry.NameSize, uint.MaxValue)), "CPI01", "namesize: got 4294967295"),
        Ls("CPI-04", "an initrd: a name without NUL", Spoiled(e => e.Named("second"u8.ToArray())), "CPI01", "name: got second"),
        Ls("CPI-05", "an initrd: a file of 4 GiB that is not there", Spoiled(e => e.With(CpioEntry.FileSize, uint.MaxValue)), "CPI01", "file data: got the end of data"),
        Ls("CPI-06", "an initrd: a link of 1 GiB", Spoiled(e => e.With(CpioEntry.Mode, 0xA1FF).With(CpioEntry.FileSize, 1u << 30)), "CPI01", "filesize of a symbolic link: got 1073741824"),
        Sound("CPI-13", "an initrd: a link count that lies", Spoiled(e => e.With(CpioEntry.Nlink, 99u)), "second"),
        Ls("CPI-19", "an initrd: a mode of no type", Spoiled(e => e.With(CpioEntry.Mode, 0xF1A4u)), "CPI01", "mode: got 0xF1A4"),
        Sound("CPI-22", "an initrd: no trailer", With(a => a.Trailer = null), "second"),
        Sound("CPI-22", "an initrd: a trailer in the middle", With(a => a.Entries.Insert(1, a.Trailer!)), "second"),
        Ls("CPI-23", "an initrd: a checksum that is wrong", Spoiled(e => (e with { Magic = "070702" }).With(CpioEntry.Check, 1u)), "CPI01", "check: got "),
        Ls("CPI-25", "an initrd: 600000 entries", Write(() => Compressed.Zstd(Many(600_000))), "CPI25", "image!zstd at 0x0: offset 0x", "entries: got more than 524288"),
        Ls("CPI-26", "an initrd: a path of 4096 bytes", Spoiled(e => e.Named(new string('n', 4096))), "CPI01", "namesize: got 4097"),
    ];

    private static IEnumerable<HostileCase> Paths() =>
    [
        Ls("CPI-07", "an initrd: names that climb out", With(a => a.Entries.AddRange([File("../../etc/x"), File("usr/../../x")])), "CPI07", "image: offset 0x", "name: got ../../etc/x"),
        Extract("CPI-08", "an initrd: a name that begins with a slash", With(a => a.Entries.Add(File("/etc/./absolute//file"))), (out2, _) => Assert.True(System.IO.File.Exists(Path.Combine(out2, "etc/absolute/file")))),
        Extract("CPI-10", "an initrd: a file below a link to a folder of the host", folder => WriteImage(folder, new CpioSpec { Entries = { Link("d", Path.Combine(folder.Root, "etc")), File("d/passwd") } }.ToBytes()), (out2, folder) =>
            Assert.True(System.IO.File.Exists(out2 + Path.Combine(folder.Root, "etc/passwd")))),
        Extract("CPI-11", "an initrd: a file below a chain of links that climbs", Only(Link("a", "b"), Link("b", "c/../.."), Link("c", "d"), File("a/secret")), (out2, _) => Assert.True(System.IO.File.Exists(Path.Combine(out2, "secret")))),
        Extract("CPI-11", "an initrd: a link that is a file later", Only(Link("target", "../../../secret"), File("target")), (out2, _) => Assert.Null(new FileInfo(Path.Combine(out2, "target")).LinkTarget)),
        Extract("CPI-12", "an initrd: names of one inode, of which one is a link and one a folder", Only(
            Link("l", "/etc/passwd").With(CpioEntry.Ino, 7).With(CpioEntry.Nlink, 3), Folder("f").With(CpioEntry.Ino, 7).With(CpioEntry.Nlink, 3), File("r").With(CpioEntry.Ino, 7).With(CpioEntry.Nlink, 3)), (out2, _) =>
            Assert.Equal("written\n", System.IO.File.ReadAllText(Path.Combine(out2, "r")))),
        Extract("CPI-14", "an initrd: a path twice, of which the last counts", Only(File("twice", "first"), File("twice", "last")), (out2, _) => Assert.Equal("last", System.IO.File.ReadAllText(Path.Combine(out2, "twice")))),
        Extract("CPI-17", "an initrd: devices, a FIFO, a socket", Only(Special("null", 0x21B6), Special("sda", 0x61B0), Special("fifo", 0x11B6), Special("socket", 0xC1B6), File("file")), (out2, _) =>
            Assert.Equal(["file"], Directory.EnumerateFileSystemEntries(out2).Select(Path.GetFileName))),
        Extract("CPI-18", "an initrd: setuid, setgid, sticky", Only(File("su").With(CpioEntry.Mode, 0x8FFF)), (out2, _) => Assert.Equal(0x1FF, (int)System.IO.File.GetUnixFileMode(Path.Combine(out2, "su")))),
        Sound("CPI-26", "an initrd: names with newlines, escapes, turned around", Only(File("\u001B[2J\u202E\n"), File("second")), "\\x1B[2J\\xE2\\x80\\xAE\\x0A"),
        Extract("CPI-29", "an initrd: two archives in a row, a link in the first and a file through it in the second", folder =>
            WriteImage(folder, [.. new CpioSpec { Entries = { Link("d", folder.Root) } }.ToBytes(), .. new CpioSpec { Entries = { File("d/secret") } }.ToBytes()]), (out2, folder) =>
            Assert.True(System.IO.File.Exists($"{out2}{folder.Root}/secret"))),
    ];

    private static IEnumerable<HostileCase> Streams() =>
    [
        Ls("CMP-01", "an initrd: gzip with a wrong check", Packed(s => { byte[] gzip = Compressed.Gzip(s); gzip[^6] ^= 1; return gzip; }), "CPI01", "image: offset 0x", "member: got incorrect data check"),
        Ls("CMP-01", "an initrd: gzip that is cut", Packed(s => Compressed.Gzip(s)[..^20]), "CPI01", "image: offset 0x", "end of data: got a truncated stream"),
        Ls("CMP-02", "an initrd: xz that is damaged", Packed(s => { byte[] xz = Compressed.Xz(s); xz[40] ^= 0x55; return xz; }), "CPI01", "image: offset 0x"),
        Ls("CMP-05", "an initrd: zstd that is cut", Packed(s => Compressed.Zstd(s)[..^9]), "CPI01", "image: offset 0x", "end of data: got a truncated stream"),
        Ls("CMP-06", "an initrd: bzip2 that is damaged", Packed(s => { byte[] bzip2 = Compressed.Bzip2(s); bzip2[^12] ^= 0x55; return bzip2; }), "CPI01", "image: offset 0x"),
        Ls("CMP-07", "an initrd: a file of zeros, a thousand times smaller", Packed(_ => Compressed.Zstd(new CpioSpec { Entries = { CpioEntry.Newc("zeros"u8.ToArray(), 0x81A4, new byte[200 << 20], 1) } }.ToBytes())), "CPI01", "expansion: got "),
        Ls("CMP-09", "an initrd: a compressor that nobody knows", Packed(_ => "BROTLI compressed data"u8.ToArray()), "CPI02", "image: offset 0x", "got neither a cpio archive nor compressed data"),
        Ls("CMP-08", "an initrd: bytes behind gzip", Packed(s => [.. Compressed.Gzip(s), .. "more"u8]), "CPI02", "image: offset 0x"),
        Ls("CMP-10", "an initrd: nothing compressed", Packed(_ => Compressed.Gzip("nothing"u8.ToArray())), "CPI02", "image!gzip at 0x", "got something else than an archive"),
        new("CMP-08", "a module that is to be unpacked and is damaged", Only(File("m.ko.gz", Encoding.Latin1.GetString(Compressed.Gzip("module"u8.ToArray())[..^4]))), new Verdict.Refused(3, "CMP08", "image: offset 0x", "end of data: got a truncated stream"))
        {
            Command = folder => ["cat", "--decompress", Path.Combine(folder.Work, "image"), "m.ko.gz"],
        },
    ];

    private static IEnumerable<HostileCase> Others() =>
    [
        Ls("IMG-02", "a squashfs that is cut", Write(() => new SquashfsSpec().Add("a", "content").ToBytes()[..200]), "IMG02", "image: offset 0x"),
        Ls("IMG-02", "a partition that holds no file system", Write(() => new DdiSpec(new byte[8192]).ToBytes()), "IMG02", "image!root-x86-64: got data that is none"),
        Ls("IMG-03", "a partition table whose checksum is wrong", Write(() => { byte[] image = new DdiSpec(new SquashfsSpec().Add("a", "content").ToBytes()).ToBytes(); image[512 + 20] ^= 1; return image; }), "IMG03", "image: offset 0x"),
        Ls("IMG-19", "a tar archive that is cut", folder => Tar(folder, "head -c 700"), "IMG19", "image: offset 0x"),
        Ls("IMG-19", "a tar archive with a size that is no number", folder => Tar(folder, "sed s/00000000007/0000000000z/"), "IMG19", "image: offset 0x"),
    ];

    /// <summary>What is sound is shown, the rest refused.</summary>
    private static HostileCase Ls(string id, string what, Action<HostileFolder> make, string diagnostic, params string[] fragments) =>
        new(id, what, make, new Verdict.Refused(3, diagnostic, fragments)) { Command = folder => ["ls", Path.Combine(folder.Work, "image")] };

    private static HostileCase Sound(string id, string what, Action<HostileFolder> make, string listed) =>
        new(id, what, make, new Verdict.Accepted((_, result) => Assert.Contains(listed, result.Output, StringComparison.Ordinal))) { Command = folder => ["ls", Path.Combine(folder.Work, "image")] };

    private static HostileCase Extract(string id, string what, Action<HostileFolder> make, Action<string, HostileFolder> check) =>
        new(id, what, make, new Verdict.Accepted((folder, _) => check(folder.Output + "2", folder))) { Command = folder => ["extract", Path.Combine(folder.Work, "image"), folder.Output + "2"] };

    private static Action<HostileFolder> Spoiled(Func<CpioEntry, CpioEntry> change) => With(a => a.Change(Second, change));

    private static Action<HostileFolder> With(Action<CpioSpec> change) => Write(() =>
    {
        var archive = new CpioSpec { Entries = { File("first"), File("second") } };
        change(archive);
        return archive.ToBytes();
    });

    private static Action<HostileFolder> Only(params CpioEntry[] entries) => Write(() =>
    {
        var archive = new CpioSpec();
        archive.Entries.AddRange(entries);
        return archive.ToBytes();
    });

    /// <summary>Behind a plain archive, as microcode is.</summary>
    private static Action<HostileFolder> Packed(Func<byte[], byte[]> pack) => Write(() =>
        [.. new CpioSpec { Entries = { File("first") } }.ToBytes(), .. pack(new CpioSpec { Entries = { File("second", new string('x', 1000)), File("third") } }.ToBytes())]);

    private static Action<HostileFolder> Write(Func<byte[]> image) => folder => WriteImage(folder, image());

    private static void WriteImage(HostileFolder folder, byte[] image) => System.IO.File.WriteAllBytes(Path.Combine(folder.Work, "image"), image);

    private static void Tar(HostileFolder folder, string filter)
    {
        using var sources = new TempFolder();
        System.IO.File.WriteAllText(sources["file"], "content");
        System.IO.File.SetUnixFileMode(sources["file"], (UnixFileMode)0x1A4);
        Tool.Require("tar", "tar");
        Tool.Require("bash", "bash").Run("-c", $"tar -C '{sources.Path}' --format=ustar -c file | {filter} > '{folder.Work}/image'");
    }

    private static byte[] Many(int count)
    {
        using var archive = new MemoryStream();
        for (uint i = 0; i < count; i++)
        {
            CpioEntry entry = CpioEntry.Newc(Encoding.ASCII.GetBytes($"{i:X8}"), 0x81A4, [], i);
            archive.Write(Encoding.ASCII.GetBytes(entry.Magic + string.Concat(entry.Fields)));
            archive.Write(entry.Name);
            archive.Write(new byte[-archive.Length & 3]);
        }

        return archive.ToArray();
    }

    private static CpioEntry File(string name, string content = "written\n") => CpioEntry.Newc(Encoding.UTF8.GetBytes(name), 0x81A4, Encoding.Latin1.GetBytes(content), 2);

    private static CpioEntry Folder(string name) => CpioEntry.Newc(Encoding.UTF8.GetBytes(name), 0x41ED, [], 4);

    private static CpioEntry Special(string name, uint mode) => CpioEntry.Newc(Encoding.UTF8.GetBytes(name), mode, [], 5);

    private static CpioEntry Link(string name, string target) => CpioEntry.Newc(Encoding.UTF8.GetBytes(name), 0xA1FF, Encoding.UTF8.GetBytes(target), 3);
}
