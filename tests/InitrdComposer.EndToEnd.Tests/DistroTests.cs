using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>What everything here is composed from is a real RPM distribution, in the eyes of rpm and dnf.</summary>
public sealed class DistroTests
{
    [Fact]
    public void TheDistributionIsSignedInstallableAndComplete()
    {
        DistroFixture distro = DistroFixture.Require();
        Tool.Require("dnf", "dnf");
        Tool.Require(Checkout.Fixture("distro", "check.sh"), "none: it is in the checkout").Run(distro.Folder);
    }

    [Fact]
    public void ItHasWhatDebiansPackagesLackAndFedorasHave()
    {
        DistroFixture distro = DistroFixture.Require();
        Tool rpm = Tool.Require("rpm", "rpm");
        string all = rpm.Run(
        [
            "-qp", "--nosignature", "--qf",
            "[F %{FILENAMES} %{FILEMODES:perms} %{FILECAPS} %{FILECOLORS}\\n][T %{TRANSFILETRIGGERSCRIPTS}\\n][X %{FILETRIGGERSCRIPTS}\\n][L %{PRETRANSPROG}\\n][R %{REQUIRES}\\n]",
            .. Directory.EnumerateFiles(distro.Repository, "*.rpm"),
        ]);
        Assert.Contains("T ", all, StringComparison.Ordinal);
        Assert.Contains("X ", all, StringComparison.Ordinal);
        Assert.Contains("L <lua>", all, StringComparison.Ordinal);
        Assert.Contains("/usr/lib/.build-id/", all, StringComparison.Ordinal);
        Assert.Contains("cap_", all, StringComparison.Ordinal);
        Assert.Matches("F \\S+ p[rwx-]{9} ", all);
        Assert.Matches("F \\S+ c[rwx-]{9} ", all);
        Assert.Matches("F \\S+ \\S+ \\S* ?1\n", all);
        Assert.Contains("R (", all, StringComparison.Ordinal);
    }
}
