using System.Collections.Immutable;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Confinement;

/// <summary>
/// What SECURITY.md promises of a lock and a build of the demo, whose packages have scriptlets and programs: nothing of them runs, nothing of them is extracted, and it needs no
/// privilege. Held by the kernel's own account of what the process asked for.
/// </summary>
public sealed class ConfinementTests(ComposedDemo demo)
{
    private static readonly string[] Execution = ["execve", "execveat"];

    private static readonly string[] Changes =
    [
        "open", "openat", "openat2", "creat", "mkdir", "mkdirat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "rmdir", "truncate",
        "chmod", "fchmodat", "chown", "lchown", "fchownat", "setxattr", "lsetxattr", "utimensat",
    ];

    /// <summary>Calls that only privileged processes can make, or that begin to make one.</summary>
    private static readonly string[] Privileges =
        ["mount", "umount2", "fsopen", "move_mount", "chroot", "pivot_root", "unshare", "setns", "mknod", "mknodat", "fchown", "ptrace", "bpf", "init_module", "finit_module", "swapon", "reboot", "sethostname"];

    /// <summary>What .NET's runtime writes to that is no file of a disk: names of its threads.</summary>
    private static readonly string[] NoFiles = ["/dev/null", "/dev/tty", "/proc/self/"];

    [Fact]
    public void NothingRunsAndNothingIsWrittenElsewhereAndNoPrivilegeIsNeeded()
    {
        demo.Require();
        using var folder = new TempFolder();
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0x1FF);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["HOME"] = "/nonexistent",
            ["TMPDIR"] = folder["tmp"],
            // The runtime's own sockets in the folder for temporary files.
            ["DOTNET_EnableDiagnostics"] = "0",
        };
        Directory.CreateDirectory(folder["tmp"]);
        File.SetUnixFileMode(folder["tmp"], (UnixFileMode)0x1FF);
        string[] program = [.. Unprivileged(), ComposerProgram.FileName];

        IReadOnlyList<SystemCall> calls =
        [
            .. Trace("lock", demo.Distro.Recipe, "--lock", folder["demo.lock"], "--cache", folder["cache"], "--quiet"),
            .. Trace("build", demo.Distro.Recipe, "--lock", folder["demo.lock"], "--output", folder["out"], "--cache", folder["cache"], "--quiet"),
        ];

        Assert.Equal(File.ReadAllBytes(demo.Initrd), File.ReadAllBytes(folder["out/demo.initrd"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["tmp"]));
        // What setpriv runs is the program; after that there is no other.
        Assert.Equal(
            program.Where(word => word.StartsWith('/')).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            calls.Where(call => Execution.Contains(call.Name)).Select(call => call.FirstPath!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(calls, call => Privileges.Contains(call.Name));

        string[] written = [.. calls.Where(call => Changes.Contains(call.Name) && call.IsChange).Select(call => call.Path!).Distinct(StringComparer.Ordinal)];
        Assert.Contains(written, path => path.StartsWith(folder.Path + "/", StringComparison.Ordinal));
        Assert.DoesNotContain(written, path => !path.StartsWith(folder.Path + "/", StringComparison.Ordinal) && !Array.Exists(NoFiles, start => path.StartsWith(start, StringComparison.Ordinal)));
        // Files alone: folders of the cache are called by two digits of digests, "dd" among them.
        IEnumerable<string> files = calls.Where(call => call.Name.StartsWith("open", StringComparison.Ordinal) && call.IsChange).Select(call => call.Path!);
        Assert.Empty(files.Where(path => path.StartsWith(folder.Path + "/", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)).Intersect(NamesInPackages(), StringComparer.Ordinal));

        IReadOnlyList<SystemCall> Trace(params string[] arguments) => SystemCall.Of(folder.Path, environment, [.. Execution, .. Changes, .. Privileges], [.. program, .. arguments]);
    }

    /// <summary>Of the files that the image has of packages: "bash", "libc.so.6".</summary>
    private ImmutableHashSet<string> NamesInPackages()
    {
        ToolResult listed = ComposerProgram.Run("ls", demo.Initrd);
        Assert.Equal(0, listed.ExitCode);
        ImmutableHashSet<string> names = [.. listed.Output.Split('\n').Select(line => Path.GetFileName(line.Split(' ')[^1])).Where(name => name.Length > 0)];
        Assert.Contains("bash", names);
        return names;
    }

    /// <summary>As root: without capabilities, as an ordinary user, and without a way to get either back.</summary>
    private static string[] Unprivileged() => Environment.IsPrivilegedProcess
        ? [Tool.Require("setpriv", "util-linux").Path, "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"]
        : [Tool.Require("setpriv", "util-linux").Path, "--no-new-privs"];
}
