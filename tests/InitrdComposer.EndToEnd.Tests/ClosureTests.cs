using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The closure beside dnf's, on the same repository.</summary>
public sealed class ClosureTests
{
    [Fact]
    public void TheDemosClosureIsDnfs()
    {
        DistroFixture distro = DistroFixture.Require();
        string[] wanted = [.. File.ReadLines(Checkout.Fixture("distro", "sets", "initrd.txt")).Select(line => line.Split('#')[0].Trim()).Where(name => name.Length > 0)];

        ToolResult ours = ComposerProgram.Run(["resolve", "--repo", distro.Repository, .. wanted]);
        Assert.True(ours.ExitCode == 0, ours.Error);
        Assert.Equal(DnfClosure(), ours.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void AnUnsatisfiableRequestExitsWith5AndSaysWhy()
    {
        DistroFixture distro = DistroFixture.Require();
        ToolResult result = ComposerProgram.Run("resolve", "--repo", distro.Repository, "systemd", "no-such-package");
        Assert.Equal(5, result.ExitCode);
        Assert.Contains("no-such-package", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    /// <summary>What dnf would install into an empty root: name-[epoch:]version-release.arch, sorted by bytes.</summary>
    private static string[] DnfClosure()
    {
        Tool.Require("dnf", "dnf");
        string closure = Tool.Require(Checkout.Fixture("distro", "closure.sh"), "none: it is in the checkout").Run(Checkout.Artifact("distro"));
        return closure.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
