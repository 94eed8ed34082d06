using System.Collections.Immutable;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests.Reproducibility;

/// <summary>All of them. What people vary when they look for irreproducible builds (reprotest's list), and what is particular to this program.</summary>
internal static class Variations
{
    private const string Ids = "65534";

    private const string Script = "bash";

    public static IReadOnlyList<Variation> All { get; } =
    [
        new("R01", "once more, in another folder", new VariedRun("once more")),
        new("R02", "the path: short, long, with spaces, quotes and UTF-8",
            new VariedRun("a") { Folder = "a" },
            new VariedRun("3,000 bytes") { Folder = string.Join('/', Enumerable.Repeat(new string('x', 200), 15)) },
            new VariedRun("spaces and UTF-8") { Folder = "with spaces/ünï ☃ \"quoted\"" }),
        new("R03", "user and group",
            new VariedRun("nobody") { Within = ["setpriv", $"--reuid={Ids}", $"--regid={Ids}", "--clear-groups"], Prepare = folder => Owned(folder, $"{Ids}:{Ids}") },
            new VariedRun("groups") { Within = ["setpriv", "--reuid=1", "--regid=3", "--groups=1,2,3,4,5"], Prepare = folder => Owned(folder, "1:3") }) { NeedsRoot = true },
        new("R04", "umask", [.. ((string[])["0000", "0002", "0027", "0077"]).Select(mask => new VariedRun(mask) { Before = $"umask {mask}" })]),
        new("R05", "time zone", [.. ((string[])["Pacific/Kiritimati", "America/St_Johns", "XYZ+11:59"]).Select(zone => new VariedRun(zone).With("TZ", zone))]),
        new("R06", "locale", [.. ((string?[])["C", "tr_TR.UTF-8", "de_DE.UTF-8", "ja_JP.eucJP", "no such locale"]).Select(locale => new VariedRun(locale!).With("LC_ALL", locale).With("LANG", locale).With("LANGUAGE", locale))]),
        new("R07", "clock: 2001, 2039, 2106; of packages that nobody must sign", [.. ((string[])["2001-02-03 04:05:06", "2039-01-19 03:14:08", "2106-02-07 06:28:16"]).Select(time => new VariedRun(time) { Within = ["faketime", "-f", $"@{time}"] })]),
        new("R08", "processors",
            [.. ((string[])["1", "2", "16"]).Select(count => new VariedRun($"{count}, as .NET sees them").With("DOTNET_PROCESSOR_COUNT", count)), new VariedRun("1, as the kernel gives them") { Within = ["taskset", "1"] }]),
        new("R09", "order of files in folders",
            [.. ((string[])["--shuffle-dirents=yes", "--reverse-dirents=yes", "--sort-dirents=yes"]).Select(order => new VariedRun($"disorderfs {order}")
            {
                Within = ["unshare", "-m"],
                Before = $"work=$PWD; mkdir ../mounted; disorderfs --multi-user=yes {order} . ../mounted >&2; cd ../mounted",
                // disorderfs knows no flags of renameat2(2), by which outputs come into place: they go to the file system below.
                Build = VariedRun.Steps.Replace("--output ", "--output \"$work\"/", StringComparison.Ordinal),
                After = "cd ..; fusermount -u mounted",
            })]) { NeedsRoot = true },
        new("R10", "cache: warm, half of it deleted, shared by two builds at once",
            new VariedRun("warm") { Build = $"{VariedRun.Steps}\n{Again}\n{VariedRun.Steps}" },
            new VariedRun("half deleted") { Build = $"{VariedRun.Steps}\n{Again}\nfind cache -type f | LC_ALL=C sort | awk 'NR % 2' | xargs -d '\\n' rm\n{VariedRun.Steps}" },
            new VariedRun("the other half deleted") { Build = $"{VariedRun.Steps}\n{Again}\nfind cache -type f | LC_ALL=C sort | awk 'NR % 2 == 0' | xargs -d '\\n' rm\n{VariedRun.Steps}" },
            new VariedRun("shared by two builds at once")
            {
                Build = $"mkdir other; cp -r small.toml extra.toml repo tree other\n(cd other; {VariedRun.Steps.Replace("--cache cache", "--cache ../cache", StringComparison.Ordinal)}) & other=$!\n{VariedRun.Steps}\nwait $other; cmp other/out/manifest.json out/manifest.json; cmp other/extension/manifest.json extension/manifest.json",
            }),
        new("R11", "mirrors: their order, and one that answers nothing", MirrorRuns()) { IsOtherText = true },
        new("R12", "metadata: gzip, xz, zstd, none; XML, and databases", [.. RepositoryForms.Encodings.Select(form => new VariedRun(form.Name) { Prepare = form.Write })]) { IsOtherText = true },
        new("R13", "order of packages in the metadata", [.. RepositoryForms.Orders.Select(form => new VariedRun(form.Name) { Prepare = form.Write })]) { IsOtherText = true },
        new("R14", "the environment: variables that mean nothing, or something elsewhere",
            new VariedRun("garbage")
            {
                Environment = ImmutableDictionary<string, string?>.Empty
                    .Add("SOURCE_DATE_EPOCH", "1").Add("CAPTURE_ENVIRONMENT", "i_capture_the_environment").Add("ZSTD_CLEVEL", "19").Add("ZSTD_NBTHREADS", "4").Add("XZ_DEFAULTS", "-9e").Add("GZIP", "-1")
                    .Add("KERNEL_INSTALL_MACHINE_ID", "x").Add("SYSTEMD_LOG_LEVEL", "debug").Add("NO_COLOR", "1").Add("TERM", "dumb").Add("COLUMNS", "1").Add("POSIXLY_CORRECT", "1").Add("http_proxy", "http://127.0.0.1:1")
                    .Add("ALL_PROXY", "http://127.0.0.1:1").Add("RPM_CONFIGDIR", "/nonexistent").Add("GARBAGE", new string('g', 100_000)),
            },
            new VariedRun("empty") { Within = ["env", "-i", .. RuntimePath()] }),
        new("R15", "HOME unset, not there, not to be written to; PATH of nothing, TMPDIR elsewhere",
            new VariedRun("no HOME").With("HOME", null), new VariedRun("HOME in /proc").With("HOME", "/proc/self").With("XDG_CACHE_HOME", "/proc/self"),
            new VariedRun("no PATH") { Before = "PATH=/nonexistent" }, new VariedRun("TMPDIR") { Before = "mkdir tmp; export TMPDIR=$PWD/tmp" }),
        new("R16", "host and domain name",
            new VariedRun("another host") { Within = ["unshare", "-u"], Before = "hostname other.example.org; domainname example" }) { NeedsRoot = true },
        new("R17", "kernel: its version, the machine that it names",
            new VariedRun("2.6") { Within = ["setarch", "--uname-2.6"] }, new VariedRun("i686") { Within = ["setarch", "linux32"] }),
        new("R18", "addresses: not randomized, from below",
            new VariedRun("not randomized") { Within = ["setarch", "-R"] }, new VariedRun("from below") { Within = ["setarch", "-L"] }),
        new("R19", "runtime: tiers of its compiler, garbage collectors",
            [.. ((string[])["DOTNET_TieredCompilation=0", "DOTNET_TieredPGO=0", "DOTNET_TC_QuickJitForLoops=0", "DOTNET_ReadyToRun=0", "DOTNET_gcServer=1", "DOTNET_gcConcurrent=0", "DOTNET_GCConserveMemory=9", "DOTNET_EnableHWIntrinsic=0"])
                .Select(setting => new VariedRun(setting) { Program = ComposerProgram.Built }.With(setting.Split('=')[0], setting.Split('=')[1]))]),
        new("R20", "interleavings of threads",
            [.. ((string[])["2 2", "1 8", "32 64"]).Select(threads => threads.Split(' ')).Select(threads => new VariedRun($"{threads[0]} to {threads[1]} threads, 16 processors")
                .With("DOTNET_ThreadPool_ForceMinWorkerThreads", threads[0]).With("DOTNET_ThreadPool_ForceMaxWorkerThreads", threads[1]).With("DOTNET_PROCESSOR_COUNT", "16")),
             .. Enumerable.Range(0, 3).Select(_ => new VariedRun("beside others") { Before = "for i in 1 2 3 4; do (timeout 5 sh -c 'while :; do :; done' & ) ; done", After = "" }.With("DOTNET_PROCESSOR_COUNT", "16"))]),
        new("R21", "file system: tmpfs, ext4, XFS, Btrfs",
            Mounted("tmpfs", "mount -t tmpfs none ../mounted"),
            Mounted("ext4", "truncate -s 64M ../disk; mkfs.ext4 -q ../disk; mount -o loop ../disk ../mounted"),
            Mounted("XFS", "truncate -s 320M ../disk; mkfs.xfs -q ../disk; mount -o loop ../disk ../mounted"),
            Mounted("Btrfs", "truncate -s 160M ../disk; mkfs.btrfs -q ../disk; mount -o loop,compress=zstd ../disk ../mounted")) { NeedsRoot = true },
        new("R22", "order of tables and keys in the recipe", [.. Enumerable.Range(1, 4).Select(seed => new VariedRun($"order {seed}") { Prepare = folder => RecipeForms.Shuffle(folder, seed) })]) { IsOtherText = true },
        new("R23", "the same said elsewhere: in an included file, a profile, on the command line",
            new VariedRun("included") { Prepare = RecipeForms.Include },
            new VariedRun("profile") { Prepare = RecipeForms.Profile },
            new VariedRun("--set") { Prepare = RecipeForms.TakeCommandLineAway, Build = VariedRun.Steps.Replace(" small.toml", " small.toml --set uki.cmdline='console=ttyS0 root=LABEL=small'", StringComparison.Ordinal) }) { IsOtherText = true },
        new("R24", "killed at any time, and run again", [.. ((string[])["0.05", "0.15", "0.25", "0.4"]).Select(seconds => new VariedRun($"after {seconds} s") { Build = $"{Killed(seconds)}\n{VariedRun.Steps}" })]),
        new("R25", "packages by HTTP", new VariedRun("HTTP") { Prepare = folder => RepositoryForms.Serve(folder, (url, _) => $"\"{url}{SmallProduct.Repository}\"") }) { IsOtherText = true },
        new("R26", "the program: compiled ahead of time and trimmed, or on the go", [new("on the go") { Program = ComposerProgram.Built }, .. PublishedRun()]),
        new("R27", "standard streams: closed, files, a terminal",
            new VariedRun("input closed") { Before = "exec <&-" },
            new VariedRun("outputs to nowhere") { Before = "exec </dev/null >/dev/null 2>/dev/null" },
            new VariedRun("a terminal") { Within = [Script, "-c", "exec script -qec \"$0 $1\" /dev/null"], Build = VariedRun.Steps.Replace(" --quiet", "", StringComparison.Ordinal) }),
        new("R28", "times and modes of input files", new VariedRun("old, and read-only") { Before = "find repo tree -exec touch -h -d '1999-12-31 23:59:59' {} +; chmod -R go-rwx repo" },
            new VariedRun("in the future") { Before = "find repo tree -exec touch -h -d '2050-01-01 00:00:00' {} +" }),
        new("R29", "limits: memory, open files, size of the stack",
            new VariedRun("150 MiB of heap").With("DOTNET_GCHeapHardLimit", $"0x{150 << 20:X}"), new VariedRun("100 files") { Before = "ulimit -n 100" }, new VariedRun("stack") { Before = "ulimit -s 1024" }),
        new("R30", "many of these at once", AtOnce("at once")),
    ];

    /// <summary>What of the others goes together, for anything that is built.</summary>
    public static VariedRun AtOnce(string how) => new VariedRun(how)
    {
        Folder = "somewhere else/☃",
        Program = ComposerProgram.Built,
        Within = ["faketime", "-f", "@2039-01-19 03:14:08"],
        Before = "umask 0077; ulimit -n 200",
    }
        .With("TZ", "Pacific/Kiritimati").With("LC_ALL", "tr_TR.UTF-8").With("HOME", "/proc/self").With("SOURCE_DATE_EPOCH", "1").With("DOTNET_PROCESSOR_COUNT", "16").With("DOTNET_gcServer", "1").With("DOTNET_TieredCompilation", "0");

    private const string Again = "rm -rf small.lock extra.lock out extension";

    private static VariedRun Mounted(string name, string mount) => new(name)
    {
        Within = ["unshare", "-m"],
        Before = $"mkdir ../mounted; {mount}; cp -r . ../mounted; cd ../mounted",
        After = "cp -r small.lock extra.lock out extension ../work; cd ..; umount mounted",
    };

    private static string Killed(string seconds) => string.Join('\n', VariedRun.Steps.Split('\n').Select(step => $"timeout -s KILL {seconds} {step} || true"));

    private static VariedRun[] MirrorRuns() =>
    [
        new("the dead one first") { Prepare = folder => RepositoryForms.Serve(folder, (url, dead) => $"[\"{dead}\", \"{url}{SmallProduct.Repository}\"]") },
        new("the dead one last") { Prepare = folder => RepositoryForms.Serve(folder, (url, dead) => $"[\"{url}{SmallProduct.Repository}\", \"{dead}\"]") },
    ];

    private static VariedRun[] PublishedRun() => File.Exists(VariedRun.Published) ? [new("ahead of time") { Program = VariedRun.Published }] : [];

    /// <summary>Where .NET is, for a program that finds it by nothing else.</summary>
    private static string[] RuntimePath() => Environment.GetEnvironmentVariable("DOTNET_ROOT") is string root ? [$"DOTNET_ROOT={root}"] : [];

    private static IDisposable? Owned(string folder, string owner)
    {
        Tool.Require("chown", "coreutils").Run("-R", owner, Path.GetDirectoryName(folder)!);
        return null;
    }
}
