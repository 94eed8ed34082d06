using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>Damaged input: the right exit code, a message that names the place, the old output untouched, nothing bad in the cache.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Repository => _folder["repo"];

    private string RecipePath => _folder["small.toml"];

    private string Output => _folder["out"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("repodata/repomd.xml", "repomd.xml")]
    [InlineData("repodata/*-primary.xml.gz", "primary.xml.gz")]
    public void TruncatedMetadataIsRefusedByName(string pattern, string named)
    {
        SmallRepository();
        Damage.Truncate(Find(pattern));
        ToolResult result = Lock();
        Assert.InRange(result.ExitCode, 3, 4);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        AssertOneErrorWithoutStack(result);
    }

    [Theory]
    [InlineData("repodata/*-primary.xml.gz")]
    [InlineData("tiny-noarch-*.rpm")]
    public void AnAlteredFileIsAFailedVerification(string pattern)
    {
        SmallRepository();
        if (pattern.EndsWith(".rpm", StringComparison.Ordinal)) Assert.Equal(0, Lock().ExitCode);
        string file = Find(pattern);
        Damage.FlipByteInTheMiddle(file);
        ToolResult result = pattern.EndsWith(".rpm", StringComparison.Ordinal) ? Build() : Lock();
        Assert.Equal(4, result.ExitCode);
        Assert.Contains(Path.GetFileName(file), result.Error, StringComparison.Ordinal);
        Assert.Contains("sha256", result.Error, StringComparison.Ordinal);
        AssertOneErrorWithoutStack(result);
    }

    [Fact]
    public void AFailedBuildLeavesTheOldOutputWhole()
    {
        SmallRepository();
        Directory.CreateDirectory(Output);
        File.WriteAllText(Path.Combine(Output, "manifest.json"), "{}");
        Assert.Equal(0, Lock().ExitCode);
        Damage.FlipByteInTheMiddle(Find("tiny-noarch-*.rpm"));
        Assert.Equal(4, Build().ExitCode);
        Assert.Equal("{}", File.ReadAllText(Path.Combine(Output, "manifest.json")));
        Assert.Equal(["manifest.json"], Directory.EnumerateFileSystemEntries(Output).Select(Path.GetFileName));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_folder.Path), entry => Path.GetFileName(entry).StartsWith(".out", StringComparison.Ordinal) && Directory.Exists(entry));
    }

    [Theory]
    [InlineData("[pakages]\ninstall = []\n", "1:2", "did you mean")]
    [InlineData("[packages]\ninstall = [\"tiny-noarch\"\n", "3:1", "")]
    [InlineData("[packages]\ninstall = 3\n", "2:11", "")]
    public void AMistakeInTheRecipeIsNamedWithLineAndColumn(string text, string place, string hint)
    {
        File.WriteAllText(RecipePath, text);
        ToolResult result = Lock();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"small.toml:{place}:", result.Error, StringComparison.Ordinal);
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
        AssertOneErrorWithoutStack(result);
    }

    /// <summary>A repository of three small packages with metadata of its own.</summary>
    private void SmallRepository()
    {
        DistroFixture distro = DistroFixture.Require();
        Directory.CreateDirectory(Repository);
        foreach (string file in Directory.EnumerateFiles(distro.Repository, "tiny-noarch-*.rpm").Concat(Directory.EnumerateFiles(distro.Repository, "filesystem-*.rpm")))
        {
            File.Copy(file, Path.Combine(Repository, Path.GetFileName(file)));
        }

        Tool.Require("createrepo_c", "createrepo-c").Run("-q", "--database", Repository);
        File.WriteAllText(RecipePath, $"""
            name = "small"

            [[repositories]]
            id = "small"
            baseurl = "{Repository}"
            signatures = "none"

            [packages]
            install = ["filesystem", "tiny-noarch"]
            """);
    }

    private string Find(string pattern)
    {
        string folder = Path.Combine(Repository, Path.GetDirectoryName(pattern)!);
        return Directory.EnumerateFiles(folder, Path.GetFileName(pattern)).Order(StringComparer.Ordinal).First();
    }

    private ToolResult Lock() => ComposerProgram.Run("lock", RecipePath, "--cache", _folder["cache"]);

    private ToolResult Build() => ComposerProgram.Run("build", RecipePath, "--output", Output, "--cache", _folder["cache"]);

    private static void AssertOneErrorWithoutStack(ToolResult result)
    {
        Assert.StartsWith("error[IC-", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.InRange(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 2);
    }
}
