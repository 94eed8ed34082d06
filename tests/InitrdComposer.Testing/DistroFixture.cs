using Xunit;

namespace InitrdComposer.Testing;

/// <summary>
/// The RPM distribution made of Debian packages (tests/fixtures/distro), which `make distro` leaves in artifacts/distro. Absent: the test is skipped by
/// name, in CI it fails.
/// </summary>
public sealed class DistroFixture
{
    private DistroFixture(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Packages and createrepo_c's metadata.</summary>
    public string Repository => Path.Combine(Folder, "repo");

    /// <summary>An ext4 file system, labelled demo-root, whose init prints SWITCH-ROOT-OK and powers off.</summary>
    public string RootDisk => Path.Combine(Folder, "disk", "root.ext4");

    /// <summary>The recipe of `make demo`.</summary>
    public string Recipe { get; } = Path.Combine(Checkout.Root, "configs", "demo.toml");

    /// <summary>The same for a recipe in any folder.</summary>
    public string RecipeForElsewhere => File.ReadAllText(Recipe)
        .Replace("../artifacts", Checkout.Artifact(), StringComparison.Ordinal).Replace("../tests", Path.Combine(Checkout.Root, "tests"), StringComparison.Ordinal);

    public static DistroFixture Require()
    {
        string folder = Checkout.Artifact("distro");
        if (File.Exists(Path.Combine(folder, "manifest.txt"))) return new(folder);
        const string Reason = "artifacts/distro is not there (`make distro`)";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(Reason);
        Assert.Skip(Reason);
        throw new InvalidOperationException("unreachable");
    }

    /// <summary>A program of Debian 13's kmod, with its own loader.</summary>
    public Tool Kmod34(string program) => Tool.Require(Path.Combine(Folder, "kmod34", "bin", program), "none: built with the fixture");

    /// <summary>The one package whose file name begins so.</summary>
    public string Package(string prefix) => Assert.Single(Directory.GetFiles(Repository, prefix + "*.rpm"));
}
