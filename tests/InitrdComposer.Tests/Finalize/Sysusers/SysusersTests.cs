using System.Runtime.Versioning;
using InitrdComposer.Finalize;
using InitrdComposer.Finalize.Sysusers;
using InitrdComposer.Testing;
using InitrdComposer.Tests.Tree;
using InitrdComposer.Tree;
using Xunit;
using static InitrdComposer.Tests.Tree.Nodes;

namespace InitrdComposer.Tests.Finalize.Sysusers;

[SupportedOSPlatform("linux")]
public sealed class SysusersTests
{
    private const long Epoch = 1_700_000_000;

    /// <summary>In systemd's own basic.conf, reduced.</summary>
    private const string Basic = """
        g root    0     -            -
        g nobody  65534 -
        g tty     5
        g disk    6     -
        g shadow  42
        u root    0     "Super User" /root
        u nobody  65534 "Kernel Overflow User" -
        """;

    public static readonly TheoryData<string, string[], string[]> Cases = new()
    {
        { "basic", [Basic], [] },
        { "nothing at all", [], [] },
        { "only comments", ["# nothing\n\n"], [] },
        { "free numbers go down over users and groups alike", ["u a\ng b\nu c - \"C c\" /home/c /bin/sh\ng d"], [] },
        { "wanted numbers that are taken", [Basic, "u a 5\nu b 6 \ng c 42\nu d 42:shadow"], [] },
        { "groups by name and number", [Basic, "u a -:disk \"A\"\nu b 70:tty\nu c 71:42\nu d -:42"], [] },
        { "own group defined elsewhere", ["u a 70\ng a 71", "u b -\ng b 72"], [] },
        { "members make users and groups", [Basic, "m a disk\nm b newgroup\nm a newgroup\nm root tty\nu c\nm z c"], [] },
        { "ranges", ["r - 300-302\nr - 250\nu a\nu b\nu c"], [] },
        { "ranges that overlap", ["r - 300-310\nr - 305-312\nr - 306\nu a\nu b"], [] },
        { "first line wins", ["u a 10 \"first\"\nu a 11 \"second\"", "g a 12"], [] },
        { "quotes, escapes and specifiers", ["u a - \"it's 100%% \\\"quoted\\\"\" \"/var/lib/with space\"\nu b - 'single quotes' %T/b"], [] },
        { "lines that are wrong are skipped", ["u\nx a\nu a b c\nu 1digit\ng ok\nm only\nu colon - \"a:b\"\nu home - - relative"], [] },
        { "the passwd that is there", [Basic, "u daemon\nu new\ng newgroup\nm existing newgroup\nm new wheel"],
            ["passwd:root:x:0:0:root:/root:/bin/bash\ndaemon:x:2:2::/:/sbin/nologin\nexisting:x:999:998::/:/bin/sh\n",
             "group:root:x:0:\nwheel:x:10:zoe,existing\nclaimed:x:997:\n", "shadow:root::10000::::::\n", "gshadow:wheel:::zoe,existing\n"] },
        { "NIS entries stay last", ["u a\ng b"], ["passwd:root:x:0:0::/:/bin/sh\n+::::::\n", "group:root:x:0:\n+:::\n"] },
        { "login.defs does not count", ["u a\nu b"], ["login.defs:# comment\nSYS_UID_MIN 201\nSYS_UID_MAX\t450\nSYS_GID_MAX 440\n"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void WritesWhatSystemdSysusersWrites(string title, string[] files, string[] etc)
    {
        Tool sysusers = Tool.Require("systemd-sysusers", "systemd");
        RootTree tree = Sample(files, etc);
        using var folder = new TempFolder();
        TreeFolder.Write(tree, folder.Path);
        sysusers.Start(null, new Dictionary<string, string?> { ["SOURCE_DATE_EPOCH"] = $"{Epoch}" }, $"--root={folder.Path}");

        RootTree made = SysusersStep.Apply(tree, GeneratedContents.Instance, Epoch).Tree;
        foreach (string name in new[] { "passwd", "group", "shadow", "gshadow" })
        {
            // systemd before 253 does not tell root's missing password from others'.
            string expected = File.Exists(folder[$"etc/{name}"]) ? File.ReadAllText(folder[$"etc/{name}"]).Replace("root:!*:1967", "root:!unprovisioned:1967") : "(none)";
            Assert.True(expected == (Text(made, name) ?? "(none)"), $"{title}: /etc/{name}: systemd-sysusers wrote\n{expected}\nbut we\n{Text(made, name)}");
        }
    }

    [Fact]
    public void ALockedAccountIsExpiredToo() =>
        Assert.Equal("a:!*:19675:::::1:\nb:!*:19675::::::\n", Text(Apply("u! a\nu b").Tree, "shadow"));

    [Fact]
    public void ShadowFilesAreReadableByNobody()
    {
        RootTree tree = Apply("u a").Tree;
        Assert.Equal(["/etc/group 644", "/etc/gshadow 0", "/etc/passwd 644", "/etc/shadow 0"], Lines(tree).Where(line => line.StartsWith("/etc/", StringComparison.Ordinal)).Select(line => string.Join(' ', line.Split(' ')[..2])));
    }

    [Fact]
    public void ASkippedLineIsNoticedWithItsPlace() =>
        Assert.Equal("/usr/lib/sysusers.d/0.conf:2: unknown type \"x\": line skipped", Assert.Single(Apply("u a\nx b").Notices).Message);

    [Fact]
    public void ASpecifierOfTheRunningMachineIsNoticed() =>
        Assert.Equal("/usr/lib/sysusers.d/0.conf:1: a specifier in \"%H\" depends on the running machine: line skipped", Assert.Single(Apply("u a - %H").Notices).Message);

    [Fact]
    public void AContradictionIsNoticedAndARepetitionIsNot()
    {
        Assert.Empty(Apply("u a 10\nu a 10").Notices);
        Assert.Equal("user a: a line that contradicts an earlier one is skipped", Assert.Single(Apply("u a 10\nu a 11").Notices).Message);
    }

    [Fact]
    public void AFileOfEtcReplacesTheOneOfUsrAndDevNullMasksIt()
    {
        RootTree tree = TreeOf(
            FileNode("/usr/lib/sysusers.d/a.conf", "u a"), FileNode("/etc/sysusers.d/a.conf", "u b"), FileNode("/usr/lib/sysusers.d/c.conf", "u c"), LinkNode("/etc/sysusers.d/c.conf", "/dev/null"));
        Assert.Equal("b:x:999:999::/:/usr/sbin/nologin\n", Text(SysusersStep.Apply(tree, GeneratedContents.Instance, Epoch).Tree, "passwd"));
    }

    [Fact]
    public void UnchangedFilesKeepTheirNodes()
    {
        RootTree tree = TreeOf(FileNode("/usr/lib/sysusers.d/a.conf", "u root 0"), FileNode("/etc/passwd", "root:x:0:0::/:/bin/sh\n"), FileNode("/etc/group", "root:x:0:\n"));
        RootTree made = SysusersStep.Apply(tree, GeneratedContents.Instance, Epoch).Tree;
        Assert.True(made.TryGet(RootPath.Of("/etc/passwd"), out RootNode? after));
        Assert.True(tree.TryGet(RootPath.Of("/etc/passwd"), out RootNode? before));
        Assert.Same(before, after);
    }

    [Fact]
    public void AnAccountThatNoNumberIsLeftForIsSkippedAndTheOthersAreMade()
    {
        Step made = Apply("r - 10-11\nu a\nu b\nu c\ng d\nu e 12");
        Assert.Equal("a:x:10:10::/:/usr/sbin/nologin\ne:x:12:12::/:/usr/sbin/nologin\n", Text(made.Tree, "passwd"));
        Assert.Equal(["user b: no number is left in the ranges of sysusers.d", "user c: no number is left in the ranges of sysusers.d"], made.Notices.Select(notice => notice.Message));
    }

    [Fact]
    public void RootsPasswordIsYetToBeSet() => Assert.Equal("root:!unprovisioned:19675::::::\n", Text(Apply("u root 0").Tree, "shadow"));

    private static Step Apply(string text) => SysusersStep.Apply(Sample([text], []), GeneratedContents.Instance, Epoch);

    private static RootTree Sample(string[] files, string[] etc) => RootTree.Of(
    [
        FolderNode("/etc"), FileNode("/usr/bin/bash", "shell", 0b111_101_101), LinkNode("/bin", "usr/bin"),
        .. files.Select((text, i) => FileNode($"/usr/lib/sysusers.d/{i}.conf", text)),
        .. etc.Select(text => FileNode($"/etc/{text[..text.IndexOf(':', StringComparison.Ordinal)]}", text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..])),
    ]);

    private static string? Text(RootTree tree, string name) => ImageText.Find(tree, GeneratedContents.Instance, RootPath.Of("/etc").Append(name));
}
