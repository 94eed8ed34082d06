using System.Text;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Recipes, drop-ins, and the files that they name.</summary>
internal static class RecipeCases
{
    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("CFG-01", "arrays in arrays, 100000 deep", Text("x = " + new string('[', 100_000)), Refused(1, "small.toml:1:69: ", "nesting: got ")),
        new("CFG-01", "50 MB of text", Text("name = \"" + new string('n', 50 << 20) + "\"\n"), Refused(1, "size: got ")),
        new("CFG-01", "a million keys", Text(string.Concat(Enumerable.Range(0, 1_000_000).Select(i => $"k{i} = 1\n"))), Refused(1, "size: got ")),
        new("CFG-02", "a key twice", Sound("name = \"other\"", first: true), Refused(2, "small.toml:", "definition: got name again, expected one definition: the first is at line 1")),
        new("CFG-02", "a table twice", Sound("[packages]\nexclude = []\n"), Refused(2, "definition: got packages again")),
        new("CFG-02", "a table where a dotted key made a value", Sound("[initrd]\nlevel = 1\nlevel.x = 2\n"), Refused(2, "small.toml:14:1: ")),
        new("CFG-03", "a setting that does not exist", Sound("[pakages]\n"), Refused(3, "small.toml:12:2: unknown key pakages", "did you mean packages?")),
        new("CFG-04", "a recipe that includes itself", Sound("include = [\"small.toml\"]", first: true), Refused(4, "include goes round")),
        new("CFG-04", "an include above the project", Sound("include = [\"../../secret\"]", first: true), Refused(4, "small.toml:1:12: ")),
        new("CFG-04", "an include through a link that leads out", LinkedInclude, Refused(4, "small.toml:1:12: ")),
        new("CFG-05", "an extra tree above the project", Sound("[[extra-trees]]\nsource = \"../../etc\"\n"), Refused(5, "small.toml:13:10: extra-trees.source: got \"../../etc\"")),
        new("CFG-05", "an extra tree of root's", Sound("[[extra-trees]]\nsource = \"/root/.ssh\"\n"), Refused(5, "extra-trees.source: got \"/root/.ssh\"")),
        new("CFG-05", "an extra tree that is a link that leads out", LinkedTree, Refused(5, "small.toml:13:10: extra-trees.source: got \"tree\"")),
        new("CFG-06", "a FIFO in an extra tree", WithFifo, new Verdict.Refused(2, "ROT02", "tree/fifo")),
        new("CFG-07", "an environment for scripts, in a drop-in", DropIn("[Build]\nEnvironment=SECRET\n"), Refused(12, "bad.conf:2:1")),
        new("CFG-07", "a variable in a path, in a drop-in", DropIn("[Content]\nExtraTrees=$HOME/tree\n"), Refused(7, "bad.conf:2:", "ExtraTrees=: got \"$HOME/tree\"")),
        new("CFG-07", "names of variables, which are text", Sound("name = \"$HOME\"", first: true, replace: true), Refused(10, "name: got \"$HOME\"")),
        new("CFG-08", "bytes that are no UTF-8", Bytes([.. "name = \""u8, 0xFF, .. "\"\n"u8]), Refused(8, "small.toml:1:9: ")),
        new("CFG-08", "UTF-16", Bytes(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("name = \"small\"\n")).ToArray()), Refused(8, "small.toml:1:1: ")),
        new("CFG-08", "a byte order mark and lines of Windows", MarkedLines, new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CFG-08", "a space that does not break in a key", Text("na\u00A0me = 1\n"), Refused(13, "small.toml:1:3: ")),
        new("CFG-08", "a letter that looks like another in a key", Text("n\u0430me = 1\n"), Refused(13, "small.toml:1:2: ")),
        new("CFG-08", "the same in quotes", Text("\"n\u0430me\" = 1\n"), Refused(3, "small.toml:1:1: unknown key ")),
        new("CFG-08", "a control character in a text", Text("name = \"a\u0001b\"\n"), Refused(13, "small.toml:1:10: ")),
        new("CFG-09", "an epoch before 1970", Epoch("-1"), Refused(9, "source-date-epoch: got -1")),
        new("CFG-09", "an epoch with a fraction", Epoch("1.5"), Refused(9, "source-date-epoch: got a float")),
        new("CFG-09", "an epoch after 2106", Epoch("4294967296"), Refused(9, "source-date-epoch: got 4294967296")),
        new("CFG-09", "an empty epoch", Epoch("\"\""), Refused(9, "source-date-epoch: got ")),
        new("CFG-10", "two repositories of one id", Sound("[[repositories]]\nid = \"small\"\nbaseurl = \"repo\"\n"), Refused(10, "repositories: id \"small\" is taken")),
        new("CFG-10", "a name that climbs", Sound("name = \"../../x\"", first: true, replace: true), Refused(10, "name: got \"../../x\"")),
        new("CFG-10", "a name that is a path", Sound("name = \"/etc/x\"", first: true, replace: true), Refused(10, "name: got \"/etc/x\"")),
        new("CFG-11", "a command line with a newline", Sound("[uki]\ncmdline = \"quiet\\nroot=/dev/sda\"\n"), Refused(11, "uki.cmdline: got ")),
        new("CFG-12", "an option of mkosi's that has no counterpart", DropIn("[Output]\nSplitArtifacts=yes\n"), Refused(12, "bad.conf:2:1")),
        new("CFG-12", "an option that mkosi does not have", DropIn("[Content]\nPakages=x\n"), Refused(3, "bad.conf:2:1")),
        new("CFG-13", "a number beyond 64 bits", Epoch("18446744073709551616"), Refused(13, "small.toml:2:21: ")),
        new("CFG-13", "a number in hexadecimal with underscores", Epoch("0x5968_2F00"), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CFG-13", "a date", Epoch("2017-07-14"), Refused(9, "source-date-epoch: got ")),
        new("CFG-13", "underscores side by side", Epoch("15__00"), Refused(13, "small.toml:2:")),
    ];

    private static Verdict.Refused Refused(int number, params string[] fragments) => new(2, $"CFG{number:00}", fragments);

    private static Action<HostileFolder> Bytes(byte[] recipe) => folder => File.WriteAllBytes(folder.Recipe, recipe);

    private static Action<HostileFolder> Text(string recipe) => Bytes(Encoding.UTF8.GetBytes(recipe));

    /// <summary>The sound recipe with something more, behind or in front, or in place of its first line.</summary>
    private static Action<HostileFolder> Sound(string more, bool first = false, bool replace = false) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample());
        string recipe = File.ReadAllText(folder.Recipe).TrimEnd() + "\n";
        if (replace) recipe = recipe[(recipe.IndexOf('\n') + 1)..];
        File.WriteAllText(folder.Recipe, first ? more + "\n" + recipe : recipe + "\n" + more);
    };

    private static Action<HostileFolder> Epoch(string value) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample());
        File.WriteAllText(folder.Recipe, File.ReadAllText(folder.Recipe).Replace("1500000000", value, StringComparison.Ordinal));
    };

    private static Action<HostileFolder> DropIn(string text) => folder =>
    {
        folder.WritePackages(SamplePackages.Sample());
        Directory.CreateDirectory(Path.Combine(folder.Work, "mkosi.conf.d"));
        File.WriteAllText(Path.Combine(folder.Work, "mkosi.conf.d", "bad.conf"), text);
    };

    private static void LinkedInclude(HostileFolder folder)
    {
        Sound("include = [\"more.toml\"]", first: true)(folder);
        File.CreateSymbolicLink(Path.Combine(folder.Work, "more.toml"), Path.Combine(folder.Root, "secret"));
    }

    private static void LinkedTree(HostileFolder folder)
    {
        Sound("[[extra-trees]]\nsource = \"tree\"\n")(folder);
        Directory.CreateSymbolicLink(Path.Combine(folder.Work, "tree"), Path.Combine(folder.Root, "etc"));
    }

    private static void WithFifo(HostileFolder folder)
    {
        Sound("[[extra-trees]]\nsource = \"tree\"\n")(folder);
        Directory.CreateDirectory(Path.Combine(folder.Work, "tree"));
        Tool.Require("mkfifo", "coreutils").Run(Path.Combine(folder.Work, "tree", "fifo"));
    }

    private static void MarkedLines(HostileFolder folder)
    {
        folder.WritePackages(SamplePackages.Sample());
        File.WriteAllText(folder.Recipe, "\uFEFF" + File.ReadAllText(folder.Recipe).Replace("\n", "\r\n", StringComparison.Ordinal));
    }
}
