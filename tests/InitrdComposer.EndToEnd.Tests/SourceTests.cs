using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>Where packages come from is no part of the image: a repository, a folder of the same packages and a machine that has them installed give the same bytes.</summary>
public sealed partial class SourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFolderOfPackagesGivesTheImageOfItsRepository()
    {
        byte[] expected = Image("repository", $"baseurl = \"{DistroFixture.Require().Repository}\"");
        Directory.CreateDirectory(_folder["local/rpms"]);
        foreach (string package in LockedPackages()) File.Copy(package, _folder[$"local/rpms/{Path.GetFileName(package)}"]);
        Assert.Equal(expected, Image("local", "packages = \"rpms\""));
        Assert.Equal(0, ComposerProgram.Run("rebuild", _folder["local/out"], "--cache", _folder["local/cache"]).ExitCode);
    }

    [Fact]
    public void AChangedPackageOfAFolderIsRefused()
    {
        Image("repository", $"baseurl = \"{DistroFixture.Require().Repository}\"");
        Directory.CreateDirectory(_folder["local/rpms"]);
        foreach (string package in LockedPackages()) File.Copy(package, _folder[$"local/rpms/{Path.GetFileName(package)}"]);
        Lock("local", "packages = \"rpms\"");
        string damaged = Directory.GetFiles(_folder["local/rpms"], "bash-*.rpm")[0];
        Damage.FlipByteInTheMiddle(damaged);
        ToolResult result = Build("local");
        Assert.Equal(4, result.ExitCode);
        Assert.Contains(damaged, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void InstalledPackagesGiveTheImageOfTheirRepository()
    {
        byte[] expected = Image("repository", $"baseurl = \"{DistroFixture.Require().Repository}\"");
        Install();
        Assert.Equal(expected, Image("machine", Installed));
        Assert.Equal(0, ComposerProgram.Run("rebuild", _folder["machine/out"], "--cache", _folder["machine/cache"]).ExitCode);
    }

    [Fact]
    public void AllFilesThatChangedSinceTheirInstallationAreNamed()
    {
        Image("repository", $"baseurl = \"{DistroFixture.Require().Repository}\"");
        Install();
        Lock("machine", Installed);
        File.AppendAllText(_folder["root/usr/bin/bash"], "more");
        File.AppendAllText(_folder["root/etc/bash.bashrc"], "umask 077\n");
        File.Delete(_folder["root/usr/bin/gzip"]);
        File.Delete(Directory.GetFiles(_folder["root/usr/share/doc/bash"]).Order(StringComparer.Ordinal).First());
        ToolResult result = Build("machine");
        Assert.Equal(4, result.ExitCode);
        Assert.StartsWith("error[IC-SRC08]: 3 files of installed packages are not as their packages had them:", result.Error, StringComparison.Ordinal);
        Assert.Matches("/etc/bash.bashrc of bash-[^:]*: changed \\(configuration\\)\n", result.Error);
        Assert.Matches("/usr/bin/bash of bash-[^:]*: changed\n", result.Error);
        Assert.Matches("/usr/bin/gzip of gzip-[^:]*: missing\n", result.Error);
        Assert.False(Directory.Exists(_folder["machine/out"]));
    }

    [Fact]
    public void APackageThatIsGoneMakesTheLockStale()
    {
        Image("repository", $"baseurl = \"{DistroFixture.Require().Repository}\"");
        Install();
        Lock("machine", Installed);
        Rpm("--nodeps", "--noscripts", "--notriggers", "-e", "gzip");
        ToolResult result = Build("machine");
        Assert.Equal(4, result.ExitCode);
        Assert.StartsWith("error[IC-SRC07]: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("gzip-", result.Error, StringComparison.Ordinal);
        Assert.Contains("initrd-composer lock", result.Error, StringComparison.Ordinal);
    }

    private string Installed => $"installed = \"{_folder["root"]}/usr/lib/sysimage/rpm\"\nroot = \"{_folder["root"]}\"";

    /// <summary>The packages of the repository's lock, in a root of their own.</summary>
    private void Install()
    {
        Directory.CreateDirectory(_folder["root"]);
        Rpm(["--nodeps", "--noscripts", "--notriggers", "--nosignature", "-i", .. LockedPackages()]);
    }

    private void Rpm(params IEnumerable<string> arguments)
    {
        string[] rpm = ["rpm", "--root", _folder["root"], "--define", "_db_backend sqlite", "--dbpath", "/usr/lib/sysimage/rpm", .. arguments];
        Tool.Require("rpm", "rpm");
        if (Environment.UserName == "root") Tool.Require("env", "coreutils").Run(rpm);
        else Tool.Require("unshare", "util-linux").Run(["--map-root-user", .. rpm]);
    }

    private string[] LockedPackages() =>
    [
        .. Location().Matches(File.ReadAllText(_folder["repository/small.lock"])).Select(match => Path.Combine(DistroFixture.Require().Repository, match.Groups[1].Value)),
    ];

    private byte[] Image(string folder, string place)
    {
        Lock(folder, place);
        ToolResult built = Build(folder);
        Assert.True(built.ExitCode == 0, built.Error);
        return File.ReadAllBytes(_folder[$"{folder}/out/small.initrd"]);
    }

    private void Lock(string folder, string place)
    {
        Directory.CreateDirectory(_folder[folder]);
        File.WriteAllText(_folder[$"{folder}/small.toml"], $"""
            name = "small"

            [[repositories]]
            id = "packages"
            {place}
            signatures = "none"

            [packages]
            install = ["filesystem", "systemd", "bash", "gzip"]
            """);
        ToolResult locked = ComposerProgram.Run("lock", _folder[$"{folder}/small.toml"], "--cache", _folder[$"{folder}/cache"]);
        Assert.True(locked.ExitCode == 0, locked.Error);
    }

    /// <summary>Nothing that one build keeps serves another one.</summary>
    private ToolResult Build(string folder) =>
        ComposerProgram.Run("build", _folder[$"{folder}/small.toml"], "--output", _folder[$"{folder}/out"], "--offline", "--cache", _folder[$"{folder}/cache"]);

    [GeneratedRegex("^location = \"(?<location>.*)\"$", RegexOptions.Multiline, 1000)]
    private static partial Regex Location();
}
