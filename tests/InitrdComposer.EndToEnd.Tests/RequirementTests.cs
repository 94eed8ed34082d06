using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>build/require where it cannot install: it says exactly what is missing.</summary>
public sealed class RequirementTests
{
    [Fact]
    public void WithoutRootTheMissingPackagesAreNamed()
    {
        using var folder = new TempFolder();
        foreach (string program in (string[])["bash", "env", "id", "sort", "mktemp", "tail", "cat"])
        {
            File.CreateSymbolicLink(folder[program], Tool.Require(program, "coreutils").Path);
        }

        File.WriteAllText(folder["id"] + ".new", "#!/bin/sh\necho 1000\n");
        File.Delete(folder["id"]);
        File.Move(folder["id"] + ".new", folder["id"]);
        File.SetUnixFileMode(folder["id"], (UnixFileMode)0b111_101_101);

        ToolResult result = Tool.Require("bash", "bash").Start(
            null, new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = folder.Path }, Path.Combine(Checkout.Root, "build", "require"), "boot", "distro");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("qemu-system-x86_64 (boots what was composed): Debian package qemu-system-x86", result.Error, StringComparison.Ordinal);
        Assert.Contains("createrepo-c", result.Error, StringComparison.Ordinal);
    }
}
