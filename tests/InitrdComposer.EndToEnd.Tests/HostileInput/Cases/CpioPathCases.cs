using System.Text;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Rpm;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Cpio;
using InitrdComposer.Testing.Rpm;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Where files of packages would go, whose they are, and who else has them; archives that are initrds already.</summary>
internal static class CpioPathCases
{
    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("CPI-07", "a path that climbs out of the image", With(PackagedFile.Regular("/../../etc/x")), Refused(4, 7, "path: got /../../etc/x, expected one without ..")),
        new("CPI-07", "a path that climbs on its way", With(PackagedFile.Regular("/usr/../../x")), Refused(4, 7, "path: got /usr/../../x")),
        new("CPI-08", "slashes twice and folders that are themselves", With(PackagedFile.Regular("/usr//lib/./more")), Holds("usr/lib/more\0")),
        new("CPI-08", "names without the dot in front", SamplePackages.Sample(p => p.ChangeArchive = a => a.Entries[5] = a.Entries[5].Named("/usr/lib/sample")), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CPI-08", "a path that is relative", SamplePackages.Sample(p => p.ChangeHeader = h => h.Without(RpmTag.DirNames).Add(RpmTag.DirNames, ["usr/", "usr/", "usr/lib/"])), Refused(3, 26, "path: got usr/etc, expected an absolute path")),
        new("CPI-09", "an extra tree in a folder whose name begins as the project's does", Beside, new Verdict.Refused(2, "CFG05", "small.toml:12:10: extra-trees.source: got \"../work_evil\", expected a path inside the recipe's folder")),
        new("CPI-10", "a file below a link to a folder of the host", Through, new Verdict.Accepted(InTheImage)),
        new("CPI-11", "a file below a chain of links that climbs", With(PackagedFile.Link("/a", "b"), PackagedFile.Link("/b", "c/.."), PackagedFile.Link("/c", "usr/lib"), PackagedFile.Regular("/a/below")), Holds("usr/below\0")),
        new("CPI-11", "links in a circle", With(PackagedFile.Link("/a", "b"), PackagedFile.Link("/b", "a"), PackagedFile.Regular("/a/below")), Refused(4, 28, "/a/below of base-1-1.noarch would be below /a")),
        new("CPI-12", "hard links of two contents", With(Linked("/usr/lib/h1", "one\n"), Linked("/usr/lib/h2", "other\n")), Refused(3, 12, "FILEINODES (1096): got ", "files of one inode that are alike")),
        new("CPI-12", "hard links of two modes", With(Linked("/usr/lib/h1", "one\n"), Linked("/usr/lib/h2", "one\n") with { Mode = 0x89ED }), Refused(3, 12, "FILEINODES (1096): got ")),
        new("CPI-12", "a folder and a file of one inode number, which are no links", With(PackagedFile.Folder("/usr/lib/d") with { Inode = 7 }, Linked("/usr/lib/h2", "one\n")), new Verdict.Accepted()),
        new("CPI-14", "a path twice in the header, as folder and file", With(PackagedFile.Folder("/usr/lib/two"), PackagedFile.Regular("/usr/lib/two")), Refused(4, 28, "/usr/lib/two: a folder and a file")),
        new("CPI-14", "two names that differ in case", With(PackagedFile.Regular("/usr/lib/Case"), PackagedFile.Regular("/usr/lib/case")), Holds("usr/lib/Case\0", "usr/lib/case\0")),
        new("CPI-17", "devices, a FIFO and a socket: entries of the archive, nothing on the host", With(
            SamplePackages.Special("/usr/lib/null", InodeMode.CharacterDevice, 0x103), SamplePackages.Special("/usr/lib/disk", InodeMode.BlockDevice, 0x800),
            SamplePackages.Special("/usr/lib/fifo", InodeMode.Fifo), SamplePackages.Special("/usr/lib/socket", InodeMode.Socket)), Lists("\"device\"", "/usr/lib/fifo", "/usr/lib/socket")),
        new("CPI-18", "setuid, setgid, sticky, writable for all, capabilities", With(
            PackagedFile.Regular("/usr/lib/setuid", "x", 0x9ED) with { Mode = 0x89ED }, PackagedFile.Regular("/usr/lib/setgid") with { Mode = 0x85ED },
            PackagedFile.Folder("/usr/lib/sticky") with { Mode = 0x43FF }, PackagedFile.Regular("/usr/lib/caps") with { Capabilities = "cap_net_raw=ep" }), Lists("4755", "2755", "1777", "IC-CPI33")),
        new("CPI-18", "capabilities that are none", With(PackagedFile.Regular("/usr/lib/caps") with { Capabilities = "cap_\u001B[2J=ep" }), new Verdict.Refused(3, "RPM33", "FILECAPS of /usr/lib/caps: got \"cap_\\x1B[2J=ep\"")),
        new("CPI-20", "an owner that the image does not know", With(PackagedFile.Regular("/usr/lib/owned") with { User = "nobody-here" }), Lists("IC-CPI20", "nobody-here")),
        new("CPI-20", "an owner with a colon", With(PackagedFile.Regular("/usr/lib/owned") with { User = "a:b" }), Refused(4, 20, "owner of /usr/lib/owned: got \"a:b\"")),
        new("CPI-20", "a group with a newline", With(PackagedFile.Regular("/usr/lib/owned") with { Group = "a\nroot:x:0:0" }), Refused(4, 20, "owner of /usr/lib/owned: got \"a\\x0Aroot:x:0:0\"")),
        new("CPI-21", "an mtime of 2106", With(PackagedFile.Regular("/usr/lib/late") with { Mtime = uint.MaxValue }), new Verdict.Accepted(NothingIsLaterThanTheEpoch)),
        new("CPI-26", "a name of 256 bytes", With(PackagedFile.Regular("/usr/lib/" + new string('n', 256))), Refused(3, 26, "path: got a name of 256 bytes, expected at most 255")),
        new("CPI-26", "a path of 4096 bytes", With(PackagedFile.Regular(Long(4096))), Refused(3, 26, "path: got ", "expected at most 4095")),
        new("CPI-26", "names that are no UTF-8, with newlines, backslashes, turned around", With(PackagedFile.Regular("/", "") with { Path = [.. "/usr/lib/\n\\"u8, 0xFF, .. "\u202E"u8] }), new Verdict.Accepted((folder, _) =>
            Assert.True(SoundInitrd.Unpacked(folder).AsSpan().IndexOf((byte[])[.. "usr/lib/\n\\"u8, 0xFF, .. "\u202E"u8, 0]) > 0))),
        new("CPI-26", "the same in a message", With(PackagedFile.Regular("/usr/lib/\u001B[2J\u202E\n") with { User = "a:b" }), Refused(4, 20, "owner of /usr/lib/\\x1B[2J\\xE2\\x80\\xAE\\x0A: got")),
        new("CPI-27", "a folder of one package is a link of another that leads nowhere", folder => folder.WritePackages(
            SamplePackages.Sample(), new RpmSpec("other").Add(PackagedFile.Link("/usr/lib", "nowhere/../../init"))), Refused(4, 27, "/usr/lib: a folder of base-1-1.noarch, but a link of other-1-1.noarch")),
        new("CPI-27", "a folder of one package is a link of another to a folder", folder => folder.WritePackages(
            SamplePackages.Sample().Add(PackagedFile.Folder("/lib"), PackagedFile.Regular("/lib/moved")), new RpmSpec("other").Add(PackagedFile.Link("/lib", "usr/lib"))), Holds("usr/lib/moved\0")),
        new("CPI-28", "a file of two packages with two contents", folder => folder.WritePackages(
            SamplePackages.Sample(), new RpmSpec("other").Add(PackagedFile.Regular("/usr/lib/sample", "other\n"))), Refused(4, 28, "/usr/lib/sample: different content: base-1-1.noarch and other-1-1.noarch both own it")),
        new("CPI-28", "a file of two packages with one content", folder => folder.WritePackages(
            SamplePackages.Sample(), new RpmSpec("other").Add(PackagedFile.Regular("/usr/lib/sample", "sample\n"))), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CPI-29", "two archives in a row, a link in the first and a file through it in the second", folder => WriteImage(folder, [.. LinkTo(folder.Root).ToBytes(), .. FileBelow().ToBytes()]), new Verdict.Accepted()) { Command = Inspect },
        new("CPI-30", "an early archive that is not padded to 4", folder => WriteImage(folder, [.. FileBelow().ToBytes(), 0, 0, .. FileBelow().ToBytes()]), new Verdict.Refused(3, "CPI30", "image: offset 0x", "expected a multiple of 4")) { Command = Inspect },
        new("CPI-30", "a compressed archive at an offset that is not a multiple of 4", folder => WriteImage(folder, [.. FileBelow().ToBytes(), 0, 0, .. Compressed.Zstd(FileBelow().ToBytes())]), new Verdict.Refused(3, "CPI30", "image: offset 0x", "expected a multiple of 4")) { Command = Inspect },
    ];

    private static string[] Inspect(HostileFolder folder) => ["inspect", Path.Combine(folder.Work, "image")];

    private static Action<HostileFolder> With(params PackagedFile[] files) => SamplePackages.With(SamplePackages.Sample().Add(files));

    private static PackagedFile Linked(string path, string content) => PackagedFile.Regular(path, content) with { Inode = 7 };

    private static string Long(int length) => "/" + string.Concat(Enumerable.Repeat(new string('n', 99) + "/", (length / 100) - 1)) + new string('n', 100 + (length % 100));

    private static void WriteImage(HostileFolder folder, byte[] image) => File.WriteAllBytes(Path.Combine(folder.Work, "image"), image);

    private static CpioSpec LinkTo(string target) => new() { Entries = { CpioEntry.Newc("d"u8.ToArray(), 0xA1FF, Encoding.UTF8.GetBytes(target), 1) } };

    private static CpioSpec FileBelow() => new() { Entries = { CpioEntry.Newc("d/secret"u8.ToArray(), 0x81A4, "written\n"u8.ToArray(), 2) } };

    private static void Beside(HostileFolder folder)
    {
        folder.WritePackages(SamplePackages.Sample());
        Directory.CreateDirectory(folder.Work + "_evil");
        File.WriteAllText(folder.Work + "_evil/file", "evil\n");
        folder.WriteRecipe("[[extra-trees]]\nsource = \"../work_evil\"\n", "base");
    }

    private static void Through(HostileFolder folder) =>
        folder.WritePackages(SamplePackages.Sample().Add(PackagedFile.Link("/d", Path.Combine(folder.Root, "etc")), PackagedFile.Regular("/d/passwd", "written\n")));

    private static void InTheImage(HostileFolder folder, ToolResult result) =>
        Assert.True(SoundInitrd.Unpacked(folder).AsSpan().IndexOf(Encoding.UTF8.GetBytes(folder.Root[1..] + "/etc/passwd\0")) > 0);

    private static void NothingIsLaterThanTheEpoch(HostileFolder folder, ToolResult result)
    {
        var archives = new NewcSequence(new MemoryStream(SoundInitrd.Unpacked(folder)));
        while (archives.TryOpenNext(out NewcReader? archive))
        {
            while (archive.TryReadNext(out NewcEntry entry)) Assert.InRange(entry.Header.Mtime, 0u, 1_500_000_000u);
        }
    }

    /// <summary>The image has these bytes.</summary>
    private static Verdict.Accepted Holds(params string[] texts) => new((folder, _) =>
        Assert.All(texts, text => Assert.True(SoundInitrd.Unpacked(folder).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) > 0, text)));

    /// <summary>The manifest has these texts.</summary>
    private static Verdict.Accepted Lists(params string[] texts) => new((folder, _) =>
        Assert.All(texts, text => Assert.Contains(text, File.ReadAllText(Path.Combine(folder.Output, "manifest.json")), StringComparison.Ordinal)));

    private static Verdict.Refused Refused(int exitCode, int number, params string[] fragments) => new(exitCode, $"CPI{number:00}", fragments);
}
