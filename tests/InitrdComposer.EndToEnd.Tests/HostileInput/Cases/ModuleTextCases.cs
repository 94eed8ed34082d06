using System.Text;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using InitrdComposer.Testing.Rpm;
using Xunit;
using static InitrdComposer.EndToEnd.Tests.HostileInput.Cases.SampleKernel;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>What modules and the lists beside them say: of each other, of firmware, of devices.</summary>
internal static class ModuleTextCases
{
    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("KMO-04", "two modules that need each other's symbols", With(Linked("a", ["a_symbol"], ["b_symbol"]), Linked("b", ["b_symbol"], ["a_symbol"])),
            Malformed(4, Folder, "symbols: got modules that need each other, b -> a -> b, expected an order to load them in")),
        new("KMO-04", "a module that needs its own", With(Linked("a", ["own"], ["own"])), Malformed(4, Folder, "a -> a")),
        new("KMO-04", "3000 modules in a circle", With(Chain(3000, isClosed: true)), Malformed(4, Folder, " -> ... -> ", "(3000 modules)")),
        new("KMO-04", "2000 modules in a row", With(Chain(2000, isClosed: false)), Malformed(4, Folder, "modules.dep: got more than 1048576 dependencies")),
        new("KMO-04", "a circle that is only said", With(Module("a", Module().With("depends=b")), Module("b", Module().With("depends=a"))),
            Notes("note[IC-KMO04]: " + Folder + ": modules say that they depend on each other: b -> a -> b")),
        new("KMO-04", "10000 names", Of(() => Module().With("depends=" + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"m{i}")))), Malformed(4, "a.ko: offset 0x", "depends: got more than 1024 names, expected at most 1024")),
        new("KMO-04", "names that nobody has", Of(() => Module().With("depends=x1,x2,x3,x4,x5,x6,x7")), Notes("note[IC-MOD03]: module a depends on x1, x2, x3, x4, x5 and 2 more")),
        new("KMO-04", "a path", Of(() => Module().With("depends=../../etc/passwd")), Malformed(4, "a.ko: offset 0x", "depends: got ../../etc/passwd, expected names of modules, without '/'")),
        new("KMO-04", "a name that moves the cursor", Of(() => Module().With("depends=\u001B[2J")), Malformed(4, "a.ko: offset 0x", "depends: got \\x1B[2J")),
        new("KMO-08", "a path that climbs", Of(() => Module().With("firmware=../../etc/shadow")), Refused(8, "a.ko: firmware of module a: got \"../../etc/shadow\", expected a path below /usr/lib/firmware")),
        new("KMO-08", "a path that climbs on its way", Of(() => Module().With("firmware=x/../../../etc/shadow")), Refused(8, "got \"x/../../../etc/shadow\"")),
        new("KMO-08", "an absolute path", Of(() => Module().With("firmware=/etc/shadow")), Refused(8, "got \"/etc/shadow\"")),
        new("KMO-08", "a path that climbs, of what is built in", With(Module("a", Module()), File("modules.builtin.modinfo", "evil.firmware=../x\0")), Refused(8, "modules.builtin.modinfo: firmware of module evil: got \"../x\"")),
        new("KMO-08", "a glob", Firmware("firmware=fw/a*.bin", Loadable("fw/a1.bin"), Loadable("fw/b1.bin")), Images(has: ["fw/a1.bin\0"], lacks: ["fw/b1.bin\0"])),
        new("KMO-08", "a glob of a hundred stars", Firmware("firmware=" + string.Concat(Enumerable.Repeat("*a", 100)) + "b", Loadable(new string('a', 255))), Notes("note[IC-MOD04]: 1 firmware files")),
        new("KMO-08", "a glob of fifty times any folder", Firmware("firmware=" + string.Concat(Enumerable.Repeat("**/d/", 50)) + "x", Loadable(string.Concat(Enumerable.Repeat("d/", 100)) + "y")), Notes("note[IC-MOD04]")),
        new("KMO-08", "a glob that never closes", Firmware("firmware=fw/[a-", Loadable("fw/a")), Notes("note[IC-MOD04]")),
        new("KMO-08", "links in a circle", Firmware("firmware=one", PackagedFile.Link("/usr/lib/firmware/one", "two"), PackagedFile.Link("/usr/lib/firmware/two", "one")), Refused(8, "/usr/lib/firmware/one: got links that go round, expected at most 40")),
        new("KMO-08", "a link out of the folder stays in the image", Firmware("firmware=one", PackagedFile.Link("/usr/lib/firmware/one", "../../../../../../usr/lib/sample")), Images(has: ["firmware/one\0", "usr/lib/sample\0"])),
        new("KMO-08", "a link that leads nowhere", Firmware("firmware=one", PackagedFile.Link("/usr/lib/firmware/one", "/nowhere")), Notes("note[IC-MOD05]: /usr/lib/firmware/one: the link leads to no file of the tree")),
        new("KMO-08", "firmware that is not there", Of(() => Module().With("firmware=none.bin")), Notes("note[IC-MOD04]: 1 firmware files that 1 modules may ask for are not installed: none.bin")),
        new("KMO-09", "modules.dep and modules.alias of other modules", With(
            Linked("a", ["a_symbol"], []), Linked("b", [], ["a_symbol"]), File("modules.dep", "kernel/a.ko: kernel/b.ko\nkernel/b.ko:\n"), File("modules.alias", "alias evil* a\n")),
            new Verdict.Accepted((folder, result) =>
            {
                Assert.Contains($"note[IC-KMO09]: {Folder}/modules.dep of the packages contradicts the modules themselves: a, b; the image has what the modules say", result.Error, StringComparison.Ordinal);
                Assert.Contains($"note[IC-KMO09]: {Folder}/modules.alias of the packages contradicts the modules themselves: a;", result.Error, StringComparison.Ordinal);
                AssertImage(folder, ["kernel/b.ko: kernel/a.ko\n"], ["kernel/a.ko: kernel/b.ko\n", "alias evil*"]);
            })),
        new("KMO-09", "modules.dep and modules.alias that agree, and one of a module in no package here", With(
            Linked("a", ["a_symbol"], []), Linked("b", [], ["a_symbol"]), Module("c", Module().With("alias=x:*")),
            File("modules.dep", "kernel/a.ko:\nkernel/b.ko.xz: kernel/a.ko.xz\nkernel/d.ko: kernel/a.ko\n"), File("modules.alias", "# Aliases\nalias x:* c\n")),
            new Verdict.Accepted((_, result) => Assert.DoesNotContain("KMO09", result.Error, StringComparison.Ordinal))),
        new("KMO-09", "indexes that are none", With(Module("a", Module()), File("modules.dep", "\0\u0001: :\n:\n"), File("modules.alias", "alias\nalias \nalias  \n")), new Verdict.Accepted()),
        new("KMO-09", "an index of 5 MB", With(Module("a", Module()), File("modules.dep", new string('x', 5_000_000))), Malformed(3, Folder + "/modules.dep: size: got 5000000 bytes, expected at most 4194304")),
        new("KMO-10", "an alias with a newline", Of(() => Module().With("alias=x\nalias evil b")), Unfit("alias: got x\\x0Aalias evil b, expected at most 1024 characters of printable ASCII without spaces")),
        new("KMO-10", "an alias with a space", Of(() => Module().With("alias=x b")), Unfit("alias: got x b")),
        new("KMO-10", "an alias that is not ASCII", Of(() => Module().With("alias=\u00E4")), Unfit("alias: got \\xE4")),
        new("KMO-10", "an alias of 5000 characters", Of(() => Module().With("alias=" + new string('x', 5000))), Unfit("... (5000 characters), expected at most 1024")),
        new("KMO-10", "a softdep with a newline", Of(() => Module().With("softdep=pre: x\nsoftdep evil pre: y")), Unfit("softdep: got pre: x\\x0Asoftdep")),
        new("KMO-10", "a symbol with a newline", With(Linked("a", ["x\nalias evil b"], [])), Unfit("symbol: got x\\x0Aalias evil b")),
        new("KMO-10", "a file's name with a space", With(File("kernel/a b.ko", Module().ToBytes())), Refused(10, $"{Folder}/kernel/a b.ko: path: got ", "expected printable ASCII without spaces")),
        new("KMO-10", "an alias with a newline, of what is built in", With(File("modules.builtin.modinfo", "x.alias=y\nalias evil b\0")), Refused(10, "modules.builtin.modinfo: offset 0x0: alias: got y\\x0Aalias evil b")),
        new("KMO-10", "an alias that is not ASCII, of what is built in", With(File("modules.builtin.modinfo", "x.license=GPL\0x.alias=\u00FF\0")), Refused(10, "modules.builtin.modinfo: offset 0xE: alias: got \\xFF")),
        new("KMO-10", "a path that is not ASCII, of what is built in", With(File("modules.builtin", "kernel/a.ko\nkernel/\u00FF.ko\n")), Refused(10, "modules.builtin:2:1: path: got kernel/\\xFF.ko")),
        new("KMO-11", "built in and a module as well: modprobe takes the module", With(Module("a", Module()), File("modules.builtin", "kernel/fs/a.ko\n")), Images(has: ["kernel/a.ko:\n", "kernel/a.ko\0"])),
        new("KMO-11", "one name in two folders: the first counts", With(File("kernel/z/a.ko", Module().With("alias=last").ToBytes()), File("extra/a.ko", Module().With("alias=first").ToBytes())), Images(has: ["extra/a.ko:\n"], lacks: ["kernel/z/a.ko:", "alias last"])),
        new("KMO-11", "one name in updates: that counts", With(File("extra/a.ko", Module().ToBytes()), File("updates/a.ko", Module().ToBytes())), Images(has: ["updates/a.ko:\n"], lacks: ["extra/a.ko:"])),
        new("KMO-11", "a name that is there with and without compression: the first counts", With(File("kernel/a.ko.gz", Compressed.Gzip(Module().ToBytes())), File("kernel/a.ko", Module().ToBytes())), Images(has: ["kernel/a.ko:\n"], lacks: ["kernel/a.ko.gz:"])),
        new("KMO-11", "a link to another kernel's module, as weak-updates has them", Weak("../../6.0.0-old/extra/a.ko", new("6.0.0-old")), Images(has: ["weak-updates/a.ko:\n", "6.0.0-old/extra/a.ko\0"])),
        new("KMO-11", "such a link that leads nowhere", Weak("../../6.0.0-gone/extra/a.ko", new("6.0.0-old")), Notes($"note[IC-MOD05]: {Folder}/weak-updates/a.ko: the link leads to no file of the kernel packages; left out")),
        new("KMO-11", "such a link to itself", Weak("a.ko", new("6.0.0-old")), Notes("note[IC-MOD05]")),
        new("KMO-11", "such a link to the host's files", Weak("../../../../../../../../../../../etc/passwd", new("6.0.0-old")), Notes("note[IC-MOD05]")),
        new("KMO-11", "such a link to a file that is no module", Weak("../vmlinuz", new("6.0.0-old")), Malformed(1, $"{Folder}/vmlinuz: offset 0x0: magic: got ")),
    ];

    private static PackagedFile Linked(string name, string[] exports, string[] needs) => Module(name, new(Release) { Exports = exports, Needs = needs });

    /// <summary>Each needs the next, and the last the first if it is closed.</summary>
    private static PackagedFile[] Chain(int length, bool isClosed) =>
        [.. Enumerable.Range(0, length).Select(i => Linked($"m{i:0000}", [$"s{i}"], i < length - 1 || isClosed ? [$"s{(i + 1) % length}"] : []))];

    private static Action<HostileFolder> Firmware(string info, params PackagedFile[] files) => folder => Write(folder, "", files, [Module("a", Module().With(info))]);

    private static PackagedFile Loadable(string path) => PackagedFile.Regular("/usr/lib/firmware/" + path);

    private static Action<HostileFolder> Weak(string target, ModuleSpec module) => With(
        Module("own", Module()),
        PackagedFile.Link($"{Folder}/weak-updates/a.ko", target),
        PackagedFile.Regular("/usr/lib/modules/6.0.0-old/extra/a.ko") with { Content = module.ToBytes() });

    private static Verdict.Refused Malformed(int number, params string[] fragments) => new(3, $"KMO{number:00}", fragments);

    private static Verdict.Refused Refused(int number, params string[] fragments) => new(4, $"KMO{number:00}", fragments);

    private static Verdict.Refused Unfit(string fragment) => Refused(10, $"kernel-1-1.noarch: {Folder}/kernel/a.ko: offset 0x", fragment);

    private static Verdict.Accepted Notes(string note) => new((_, result) => Assert.Contains(note, result.Error, StringComparison.Ordinal));

    private static Verdict.Accepted Images(string[] has, string[]? lacks = null) => new((folder, _) => AssertImage(folder, has, lacks ?? []));

    private static void AssertImage(HostileFolder folder, string[] has, string[] lacks)
    {
        byte[] image = SoundInitrd.Unpacked(folder);
        Assert.All(has, text => Assert.True(image.AsSpan().IndexOf(Encoding.Latin1.GetBytes(text)) > 0, text));
        Assert.All(lacks, text => Assert.True(image.AsSpan().IndexOf(Encoding.Latin1.GetBytes(text)) < 0, text));
    }
}
