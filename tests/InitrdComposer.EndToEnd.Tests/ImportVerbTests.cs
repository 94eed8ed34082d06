using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`import dracut` and `import mkosi` as a user runs them.</summary>
public sealed class ImportVerbTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static string Virt => Checkout.Fixture("dracut", "virt-2022.conf");

    private static string Tree => Checkout.Fixture("mkosi", "mkosi-initrd");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheRecipeGoesToStandardOutputAndTheReportToStandardError()
    {
        ToolResult result = ComposerProgram.Run("import", "dracut", Virt, "--distribution", "centos");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("distribution = \"centos\"", result.Output, StringComparison.Ordinal);
        Assert.Contains($"{Virt}:23:22: drivers: scsi-hd: scsi-hd is a device of QEMU", result.Error, StringComparison.Ordinal);
        Assert.Contains("probably meant: sd_mod", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("3 to look at\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void StrictFailsWhenSomethingIsLostAfterTheRecipeIsWritten()
    {
        ToolResult result = ComposerProgram.Run("import", "dracut", Virt, "--strict", "-o", _folder["r.toml"], "--report", _folder["report"]);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("error[IC-IMP01]: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("Matches nothing (2):", File.ReadAllText(_folder["report"]), StringComparison.Ordinal);
        Assert.Equal(0, ComposerProgram.Run("show", _folder["r.toml"]).ExitCode);
        Assert.Equal(0, ComposerProgram.Run("import", "dracut", Checkout.Fixture("dracut", "shipped", "ima-112.conf"), Virt, "--module", "lvm", "-o", _folder["other.toml"]).ExitCode);
    }

    [Fact]
    public void AFileThatIsThereIsReplacedOnlyByForceAndALinkNever()
    {
        File.WriteAllText(_folder["r.toml"], "mine");
        File.CreateSymbolicLink(_folder["link"], "r.toml");
        Assert.Equal(2, ComposerProgram.Run("import", "dracut", Virt, "-o", _folder["r.toml"]).ExitCode);
        Assert.Equal(2, ComposerProgram.Run("import", "dracut", Virt, "--report", _folder["link"], "--force").ExitCode);
        Assert.Equal("mine", File.ReadAllText(_folder["r.toml"]));
        Assert.Equal(0, ComposerProgram.Run("import", "dracut", Virt, "-o", _folder["r.toml"], "--force").ExitCode);
        Assert.NotEqual("mine", File.ReadAllText(_folder["r.toml"]));
    }

    [Fact]
    public void JsonHasRecipeAndFindings()
    {
        JsonElement json = JsonDocument.Parse(ComposerProgram.Run("import", "dracut", Virt, "--json").Output).RootElement;
        Assert.Equal(3, json.GetProperty("losses").GetInt32());
        Assert.Contains("[modules]", json.GetProperty("recipe").GetString()!, StringComparison.Ordinal);
        JsonElement finding = json.GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("subject").GetString() == "drivers: scsi-cd");
        Assert.Equal(("matches-nothing", "sr_mod", 23, 30), (finding.GetProperty("verdict").GetString(), finding.GetProperty("suggestion").GetString(), finding.GetProperty("line").GetInt32(), finding.GetProperty("column").GetInt32()));
    }

    [Theory]
    [InlineData("a=\"x\n", 3)]
    [InlineData("a=1\r\n", 3)]
    public void WhatBashCouldNotReadIsMalformed(string text, int code)
    {
        File.WriteAllText(_folder["x.conf"], text);
        ToolResult result = ComposerProgram.Run("import", "dracut", _folder["x.conf"]);
        Assert.Equal(code, result.ExitCode);
        Assert.StartsWith($"error[IC-IMP03]: {_folder["x.conf"]}:1:", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ProjectsDropInsAreNamedFromTheRecipe()
    {
        Directory.CreateDirectory(_folder["mkosi.conf.d"]);
        Directory.CreateDirectory(_folder["configs"]);
        File.WriteAllText(_folder["mkosi.conf.d/lvm.conf"], "[Match]\nProfiles=lvm\n[Content]\nPackages=lvm2\n");
        Assert.Equal(0, ComposerProgram.Run("import", "dracut", Virt, "--drop-ins", _folder["mkosi.conf.d"], "-o", _folder["configs/r.toml"]).ExitCode);
        string recipe = File.ReadAllText(_folder["configs/r.toml"]);
        Assert.Contains("project-root = \"..\"", recipe, StringComparison.Ordinal);
        Assert.Contains("drop-ins = [\"../mkosi.conf.d\"]", recipe, StringComparison.Ordinal);
        Assert.Contains("lvm2", ComposerProgram.Run("show", _folder["configs/r.toml"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void MkosisOwnTreeIsBuiltAsItIs()
    {
        DistroFixture distro = DistroFixture.Require();
        Copy(Tree, _folder["mkosi-initrd"]);
        ToolResult imported = ComposerProgram.Run(
            "import", "mkosi", _folder["mkosi-initrd"], "--distribution", "debian", "--release", "trixie", "--repository", distro.Repository, "--profile", "lvm", "-o", _folder["r.toml"]);
        Assert.True(imported.ExitCode == 0, imported.Error);
        ToolResult built = ComposerProgram.Run("build", _folder["r.toml"], "--set", "roles.kernel=linux-image-*-cloud-amd64", "--set", "repositories.0.signatures=none", "-o", _folder["out"]);
        Assert.True(built.ExitCode == 0, built.Error);
        Assert.True(new FileInfo(_folder["out/initrd.initrd"]).Length > 1 << 20);
        Assert.Contains("usr/lib/udev/rules.d/10-mkosi-initrd-dm.rules", File.ReadAllText(_folder["out/manifest.json"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import mkosi . --distribution arch", 2, "no RPMs")]
    [InlineData("import dracut", 2, "expected files, or --sysroot DIR")]
    [InlineData("import dracut /no/such.conf", 7, "/no/such.conf")]
    [InlineData("import mkosi /", 2, "no mkosi.conf")]
    public void MistakesAreSaid(string arguments, int code, string message)
    {
        ToolResult result = ComposerProgram.Run(arguments.Split(' '));
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
