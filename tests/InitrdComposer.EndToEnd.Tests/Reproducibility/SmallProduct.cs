using System.Text;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using InitrdComposer.Testing.Rpm;

namespace InitrdComposer.EndToEnd.Tests.Reproducibility;

/// <summary>
/// Something of everything that a build can make, of packages of a few bytes: initrds of two variants that share segments, early microcode, UKIs with a
/// profile, an addon, indexes of modules, hwdb.bin, ld.so.cache, an extra tree, and an extension of all that.
/// </summary>
internal static class SmallProduct
{
    /// <summary>Where packages and their metadata are.</summary>
    public const string Repository = "repo";

    /// <summary>A folder of the host whose files are laid over those of packages.</summary>
    public const string Tree = "tree";

    public const string Recipe = "small.toml";

    public const string Extension = "extra.toml";

    private const string Release = "6.12.0-small";

    /// <summary>Writes recipes and what they name.</summary>
    /// <param name="folder">Is there, and empty.</param>
    public static void WriteTo(string folder)
    {
        string repository = Directory.CreateDirectory(Path.Combine(folder, Repository)).FullName;
        foreach (RpmSpec package in Packages()) File.WriteAllBytes(Path.Combine(repository, $"{package.Name}.rpm"), package.ToBytes());
        Tool.Require("createrepo_c", "createrepo-c").Run("--quiet", "--database", "--simple-md-filenames", "--revision=1", "--set-timestamp-to-revision", repository);
        WriteTree(Path.Combine(folder, Tree));
        File.WriteAllText(Path.Combine(folder, Recipe), RecipeText);
        File.WriteAllText(Path.Combine(folder, Extension), ExtensionText);
    }

    public const string RecipeText = """
        name = "small"
        source-date-epoch = 1500000000

        [[repositories]]
        id = "small"
        baseurl = "repo"
        signatures = "none"

        [packages]
        install = ["base", "tools", "hardware"]

        [roles]
        kernel = "kernel"
        stub = "stub"
        microcode = ["microcode"]

        [modules]
        include = ["a*", "b"]

        [finalize]
        hwdb = "compiled"
        library-cache = true

        [[extra-trees]]
        source = "tree"
        target = "/usr/share/site"

        [[variants]]
        name = "rescue"
        install = ["rescue"]
        cmdline = "rescue"

        [initrd]
        compression = "zstd"
        level = 3

        [uki]
        cmdline = "console=ttyS0 root=LABEL=small"
        profiles = [{ id = "plain", title = "Plain" }]
        addons = [{ name = "debug", cmdline = "debug" }]

        """;

    private const string ExtensionText = """
        [extension]

        [packages]
        install = ["addition"]

        [modules]
        include = ["c"]

        """;

    /// <summary>Names that cultures order in different ways.</summary>
    private static void WriteTree(string folder)
    {
        foreach (string name in (string[])["I", "i", "ı", "a", "B", "ä", "Z", "z-1", "z_1", "z1", "ｚ", "one/two/three"])
        {
            string file = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, $"{name}\n");
            File.SetUnixFileMode(file, name == "a" ? (UnixFileMode)0x1ED : (UnixFileMode)0x1A4);
        }
    }

    private static IEnumerable<RpmSpec> Packages()
    {
        yield return new RpmSpec("base").Add(
            PackagedFile.Folder("/dev"), PackagedFile.Folder("/etc"), PackagedFile.Regular("/init", "#!/bin/sh\n", 0x1ED), PackagedFile.Folder("/usr"), PackagedFile.Folder("/usr/lib"),
            PackagedFile.Folder("/usr/bin"), PackagedFile.Folder("/usr/share"), PackagedFile.Regular("/etc/passwd", "root:x:0:0::/:/bin/sh\n"), PackagedFile.Regular("/etc/group", "root:x:0:\n"),
            PackagedFile.Regular("/usr/lib/os-release", "ID=small\nVERSION_ID=1\nNAME=Small\n"), PackagedFile.Regular("/etc/ld.so.conf", "/usr/lib/private\n"));
        RpmSpec tools = new RpmSpec("tools").Add(
            PackagedFile.Regular("/usr/bin/tool", Text("tool", 40_000), 0x1ED), PackagedFile.Link("/usr/bin/alias", "tool"),
            PackagedFile.Regular("/usr/bin/h1", "linked\n", 0x1ED) with { Inode = 7 }, PackagedFile.Regular("/usr/bin/h2", "linked\n", 0x1ED) with { Inode = 7 },
            PackagedFile.Regular("/usr/lib/İ", "dotted\n"), PackagedFile.Regular("/usr/lib/i", "plain\n"));
        tools.Requires.Add(("library", default, ""));
        yield return tools;
        yield return new RpmSpec("library").Add(
            PackagedFile.Folder("/usr/lib/private"), PackagedFile.Regular("/usr/lib/private/data", Text("data", 200_000)));
        yield return new RpmSpec("hardware").Add(
            PackagedFile.Folder("/usr/lib/udev"), PackagedFile.Folder("/usr/lib/udev/hwdb.d"),
            PackagedFile.Regular("/usr/lib/udev/hwdb.d/20-a.hwdb", "pci:v00001AF4*\n ID_VENDOR=A\n\n"), PackagedFile.Regular("/usr/lib/udev/hwdb.d/60-b.hwdb", "usb:v1D6B*\nusb:v1D6C*\n ID_VENDOR=B\n\n"));
        yield return new RpmSpec("rescue").Add(PackagedFile.Regular("/usr/bin/rescue", Text("rescue", 9_000), 0x1ED));
        yield return new RpmSpec("addition").Add(
            PackagedFile.Folder("/usr/lib/addition"), PackagedFile.Regular("/usr/lib/addition/one", Text("one", 300_000)), PackagedFile.Link("/usr/lib/addition/two", "one"));
        yield return new RpmSpec("stub").Add(Stub("linuxx64", "toystub.efi"), Stub("addonx64", "toyaddon.efi"));
        yield return new RpmSpec("microcode").Add(PackagedFile.Regular("/usr/lib/firmware/amd-ucode/microcode_amd.bin", Text("microcode", 3_000)));
        RpmSpec kernel = new RpmSpec("kernel").Add(
            InKernel("vmlinuz") with { Content = Toy("linux.pe") }, InKernel("modules.builtin"), InKernel("modules.order"),
            Module("c", new(Release) { Needs = ["a_symbol"] }), Module("b", new ModuleSpec(Release).With("alias=pci:v00001AF4*", "firmware=b.bin")), Module("a", new(Release) { Exports = ["a_symbol"] }),
            Module("a1", new ModuleSpec(Release) { Needs = ["a_symbol"] }.With("depends=a")));
        kernel.Add(PackagedFile.Folder("/usr/lib/firmware"), PackagedFile.Regular("/usr/lib/firmware/b.bin", "firmware\n"));
        yield return kernel;
    }

    private static PackagedFile Stub(string name, string toy) => PackagedFile.Regular($"/usr/lib/systemd/boot/efi/{name}.efi.stub") with { Content = Toy(toy) };

    private static PackagedFile InKernel(string name) => PackagedFile.Regular($"/usr/lib/modules/{Release}/{name}", "");

    private static PackagedFile Module(string name, ModuleSpec module) => InKernel($"kernel/{name}.ko") with { Content = module.ToBytes() };

    private static byte[] Toy(string name) => File.ReadAllBytes(Checkout.Fixture("uki", name));

    /// <summary>Something to compress that is neither random nor of one byte.</summary>
    private static string Text(string word, int length)
    {
        var text = new StringBuilder(length);
        for (int i = 0; text.Length < length; i++) text.Append(word).Append(i * 7919 % 1009).Append('\n');
        return text.ToString(0, length);
    }
}
