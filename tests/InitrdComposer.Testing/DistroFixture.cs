using Xunit;

namespace InitrdComposer.Testing;

/// <summary>
/// The RPM distribution made of Debian packages (tests/fixtures/distro), which `make distro` leaves in artifacts/distro. Absent: the test is skipped by
/// name, in CI it fails.
/// </summary>
public sealed class DistroFixture
{
    private DistroFixture()
    {
    }

    /// <summary>Packages and repodata.</summary>
    public string Repository { get; } = Checkout.Artifact("distro", "repo");

    /// <summary>An ext4 file system, labelled demo-root, whose init prints SWITCH-ROOT-OK and powers off.</summary>
    public string RootDisk { get; } = Checkout.Artifact("distro", "disk", "root.ext4");

    /// <summary>The recipe of `make demo`.</summary>
    public string Recipe { get; } = Path.Combine(Checkout.Root, "configs", "demo.toml");

    /// <summary>depmod, modprobe or modinfo of Debian 13 (kmod 34), through its own loader.</summary>
    public static Tool Kmod34(string program) => Tool.Require(Checkout.Artifact("distro", "kmod34", "bin", program), "none: `make distro`");

    public static DistroFixture Require()
    {
        var fixture = new DistroFixture();
        if (File.Exists(Path.Combine(fixture.Repository, "repodata", "repomd.xml"))) return fixture;
        const string reason = "artifacts/distro is not there (`make distro`)";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
        Assert.Skip(reason);
        return fixture;
    }
}
