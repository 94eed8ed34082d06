using System.Diagnostics;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>Killed runs, full disks, read-only outputs: the old output stays whole, and the next run needs no cleaning.</summary>
public sealed class FaultTests(ComposedDemo demo)
{
    [Fact]
    public void AKilledBuildLeavesTheOldOutputAndTheNextOneSucceeds()
    {
        demo.Require();
        using var folder = new TempFolder();
        string output = folder["out"];
        Directory.CreateDirectory(output);
        File.WriteAllText(Path.Combine(output, "manifest.json"), "old");

        foreach (int milliseconds in (int[])[100, 300, 600, 900, 1200])
        {
            using var build = Process.Start(new ProcessStartInfo(ComposerProgram.FileName, Build(output, folder)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            if (!build.WaitForExit(milliseconds)) build.Kill();
            build.WaitForExit();
            if (build.ExitCode == 0) break;
            Assert.Equal("old", File.ReadAllText(Path.Combine(output, "manifest.json")));
            Assert.Single(Directory.EnumerateFiles(output));
        }

        ToolResult result = ComposerProgram.Run(Build(output, folder));
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(File.ReadAllText(Path.Combine(demo.Output, "manifest.json")), File.ReadAllText(Path.Combine(output, "manifest.json")));
        Assert.Equal(["cache", "out"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AFullDiskIsNamedAndLeavesNothing()
    {
        demo.Require();
        Assert.SkipUnless(Environment.UserName == "root", "needs root, to mount a small disk");
        using var folder = new TempFolder();
        string disk = folder["disk"];
        Directory.CreateDirectory(disk);
        ToolResult result = Tool.Require("unshare", "util-linux").Start(
            null, null, "-m", "bash", "-c",
            $"mount -t tmpfs -o size=20m none '{disk}' && {ComposerProgram.FileName} {string.Join(' ', Build(Path.Combine(disk, "out"), folder))}; code=$?; ls -A '{disk}'; exit $code");
        Assert.Equal(7, result.ExitCode);
        Assert.Contains(disk, result.Error, StringComparison.Ordinal);
        Assert.Contains("space", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void AReadOnlyOutputIsRefusedByName()
    {
        demo.Require();
        ToolResult result = ComposerProgram.Run("build", demo.Distro.Recipe, "--lock", demo.Lock, "--output", "/proc/initrd-composer", "--cache", demo.Cache);
        Assert.Equal(7, result.ExitCode);
        Assert.Contains("/proc/initrd-composer", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ATerminatedBuildExitsWith143AndLeavesNothing()
    {
        demo.Require();
        using var folder = new TempFolder();
        ToolResult result = Tool.Require("timeout", "coreutils").Start(
            null, null, ["--preserve-status", "--signal=TERM", "0.7", ComposerProgram.FileName, .. Build(folder["out"], folder)]);
        Assert.SkipWhen(result.ExitCode == 0, "the machine built faster than it could be stopped");
        Assert.Equal(143, result.ExitCode);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder.Path), entry => Path.GetFileName(entry) != "cache");
    }

    private string[] Build(string output, TempFolder folder) =>
        ["build", demo.Distro.Recipe, "--lock", demo.Lock, "--output", output, "--cache", folder["cache"], "--quiet"];
}
