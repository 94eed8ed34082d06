using InitrdComposer.EndToEnd.Tests.HostileInput;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Faults;

/// <summary>Whatever surrounds the program, the bytes are the same, or the error says what is missing.</summary>
public sealed class EnvironmentFaultTests
{
    private static readonly Dictionary<string, string?> Nothing = [];

    [Theory]
    [Trait("fault", "ENV-02"), Trait("fault", "ENV-04"), Trait("fault", "ENV-09")]
    [InlineData("ENV-02", "time zones and locales", "TZ=Pacific/Kiritimati", "TZ=:no/such", "LC_ALL=tr_TR.UTF-8", "LC_ALL=de_DE.ISO-8859-1", "LC_ALL=C", "LANG=no_such.thing", "LC_ALL=")]
    [InlineData("ENV-04", "no HOME, no PATH, odd folders", "HOME=", "HOME=/proc/none", "PATH=", "XDG_CACHE_HOME=relative", "XDG_CACHE_HOME=/dev/null/x", "XDG_RUNTIME_DIR=/proc", "SOURCE_DATE_EPOCH=garbage")]
    [InlineData("ENV-09", "terminals", "TERM=dumb", "TERM=", "TERM=../../etc/passwd", "COLUMNS=0", "COLUMNS=1", "NO_COLOR=1", "FORCE_COLOR=1")]
    public void VariablesChangeNothing(string id, string what, params string[] settings)
    {
        foreach (string setting in settings)
        {
            string[] parts = setting.Split('=', 2);
            AssertSame(setting, [], new() { [parts[0]] = parts[1] });
        }

        new Assurance("faults", id, what, settings.Length, settings.Length).Write();
    }

    [Fact, Trait("fault", "ENV-01")]
    public void TheClockChangesNothing()
    {
        const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
        Assert.SkipUnless(File.Exists(Library), "libfaketime is not installed (Debian package libfaketime)");
        string[] times = ["@1970-01-02 00:00:00", "@2038-02-01 00:00:00", "@2106-03-01 00:00:00", "-3y"];
        foreach (string time in times) AssertSame(time, [], new() { ["LD_PRELOAD"] = Library, ["FAKETIME"] = time, ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1" });
        new Assurance("faults", "ENV-01", "clocks of 1970, 2038, 2106 and three years ago", times.Length, times.Length).Write();
    }

    [Fact, Trait("fault", "ENV-03")]
    public void TheUmaskChangesNothingInImages()
    {
        string[] umasks = ["000", "027", "077"];
        string[]? first = null;
        foreach (string umask in umasks)
        {
            using var folder = new FaultFolder();
            ToolResult result = folder.Run("sh", "-c", $"umask {umask}; exec \"$0\" \"$@\"");
            Assert.True(result.ExitCode == 0, result.Error);

            // Without modes, which are as the umask says, and without the link's, which have none.
            string[] digests = [.. TreeSnapshot.Of(folder.Output).Select(line => $"{line.Split(' ')[0]} {line.Split(' ')[^1]}")];
            Assert.Equal(first ??= digests, digests);
        }

        new Assurance("faults", "ENV-03", "umasks", umasks.Length, umasks.Length).Write();
    }

    /// <summary>Somebody waits for what a verb prints; what it says beside does not matter.</summary>
    [Fact, Trait("fault", "ENV-05")]
    public void StandardStreamsMayBeClosedOrFull()
    {
        (string Name, string Redirections, int Exit)[] cases =
        [
            ("standard output is full", "> /dev/full", 7),
            ("standard output is closed", ">&-", 7),
            ("standard error is full", "2> /dev/full > /dev/null", 0),
            ("standard error is closed", "2>&- > /dev/null", 0),
            ("standard input is closed", "<&- > /dev/null", 0),
            ("all are closed", "<&- >&- 2>&-", 7),
            ("somebody reads one line", "| head -n 1", 0),
        ];
        foreach ((string name, string redirections, int exit) in cases)
        {
            using var folder = new FaultFolder();
            Assert.Equal(0, folder.Run().ExitCode);
            string initrd = Path.Combine(folder.Output, "tiny.initrd");
            foreach (string arguments in (string[])[$"inspect '{folder.Output}'", $"ls '{initrd}'", $"cat '{initrd}' etc/motd", "--help", $"build '{folder.Recipe}' --cache '{folder.Cache}' -o '{folder.Output}'"])
            {
                ToolResult result = Tool.Require("bash", "bash").Start("/", Nothing, "-c", $"set -o pipefail; '{FaultFolder.Program}' {arguments} {redirections}");
                Assert.True(result.ExitCode == exit, $"{name}: {arguments}: exit {result.ExitCode}\n{result.Error}");
                if (redirections is "> /dev/full" or ">&-") FaultVerdict.AssertNamed(result, $"{name}: {arguments}\n{result.Error}");
                Assert.True(folder.HasNewOutput, $"{name}: {arguments}");
            }
        }

        new Assurance("faults", "ENV-05", "standard streams that are closed or full, for five verbs", cases.Length * 5, cases.Length * 5).Write();
    }

    [Fact, Trait("fault", "ENV-06")]
    public void WhoIsNotRootGetsTheSame()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to be somebody else");
        using var folder = new FaultFolder();
        Tool.Require("chown", "coreutils").Run("-R", "65534:65534", folder.Root);
        ToolResult result = folder.Run(Tool.Require("setpriv", "util-linux").Path, "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", "--no-new-privs");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.True(folder.HasNewOutput);
        new Assurance("faults", "ENV-06", "a user without any capability", 1, 1).Write();
    }

    [Fact, Trait("fault", "ENV-07")]
    public void AttributesOfInputsAreIgnored()
    {
        using var folder = new FaultFolder();
        ToolResult set = Tool.Require("setfattr", "attr").Start(null, null, "-n", "user.comment", "-v", "mine", Path.Combine(folder.Work, "extra", "etc", "motd"));
        Assert.SkipUnless(set.ExitCode == 0, set.Error);
        ToolResult result = folder.Run();
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.True(folder.HasNewOutput);
        new Assurance("faults", "ENV-07", "extended attributes of a file that goes into the image", 1, 1).Write();
    }

    [Fact, Trait("fault", "ENV-08")]
    public void WithoutSysAndInANamespaceOfItsOwnItIsTheSame()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, for namespaces");
        string unshare = Tool.Require("unshare", "util-linux").Path;
        string[][] prefixes =
        [
            [unshare, "-m", "sh", "-c", "mount -t tmpfs none /sys && exec \"$0\" \"$@\""],
            [unshare, "-n"],
            [unshare, "-p", "-f", "--mount-proc"],
            [unshare, "-i", "-u"],
        ];
        foreach (string[] prefix in prefixes) AssertSame(string.Join(' ', prefix), prefix, Nothing);
        new Assurance("faults", "ENV-08", "without /sys, without network, in namespaces of its own", prefixes.Length, prefixes.Length).Write();
    }

    [Fact, Trait("fault", "ENV-10")]
    public void OddPathsAndReadOnlySourcesChangeNothing()
    {
        string[] names = ["with space", "mit Umlaut ä é 漢", "with'quote\"", "new\nline", string.Join('/', Enumerable.Repeat(new string('x', 200), 15))];
        foreach (string name in names)
        {
            using var folder = new FaultFolder();
            string place = Path.Combine(folder.Root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            Directory.Move(folder.Work, place);
            ToolResult result = folder.Start([], Nothing, ["build", Path.Combine(place, "tiny.toml"), "--output", Path.Combine(place, "out"), "--cache", folder.Cache, "--quiet"]);
            Assert.True(result.ExitCode == 0, $"{name}: {result.Error}");
            Assert.True(FaultFolder.IsNew(Path.Combine(place, "out")), name);
        }

        using var disk = new SmallFileSystem("size=1m");
        using var sound = new FaultFolder();
        foreach (string file in (string[])["tiny.toml", "tiny.lock"]) File.Copy(Path.Combine(sound.Work, file), disk[file]);
        Directory.CreateDirectory(disk["extra/etc"]);
        File.Copy(Path.Combine(sound.Work, "extra/etc/motd"), disk["extra/etc/motd"]);
        disk.MakeReadOnly();
        ToolResult built = sound.Start([], Nothing, ["build", disk["tiny.toml"], "--output", sound.Output, "--cache", sound.Cache, "--quiet"]);
        Assert.True(built.ExitCode == 0, built.Error);
        Assert.True(sound.HasNewOutput);
        new Assurance("faults", "ENV-10", "odd and long paths, and a recipe that may not be written to", names.Length + 1, names.Length + 1).Write();
    }

    private static void AssertSame(string what, string[] prefix, Dictionary<string, string?> variables)
    {
        using var folder = new FaultFolder();
        ToolResult result = folder.Run(prefix, variables);
        Assert.True(result.ExitCode == 0, $"{what}: {result.Error}");
        Assert.True(folder.HasNewOutput, $"{what}: other bytes");
    }
}
