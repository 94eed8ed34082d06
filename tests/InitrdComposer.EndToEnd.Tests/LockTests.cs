using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`lock` on a lock that is there, and `build --locked`: what is said, which exit code, and which files stay as they were.</summary>
public sealed class LockTests : IDisposable
{
    private readonly ComposedDemo _demo;
    private readonly TempFolder _folder = new();
    private readonly string _recipe;
    private readonly string _lock;

    public LockTests(ComposedDemo demo)
    {
        _demo = demo.Require();
        _recipe = _folder["my.toml"];
        _lock = _folder["my.lock"];
        Write("\"filesystem\", \"kmod\"");
        Succeed("lock", _recipe);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LockingAgainLeavesTheFileAndSaysSo()
    {
        DateTime before = File.GetLastWriteTimeUtc(_lock);
        Assert.Contains("nothing changed", Succeed("lock", _recipe), StringComparison.Ordinal);
        Assert.Equal(before, File.GetLastWriteTimeUtc(_lock));
    }

    [Fact]
    public void WhatMovesIsSaidWithItsReasonAlsoAsJson()
    {
        Write("\"filesystem\", \"less\"");
        using var json = JsonDocument.Parse(Succeed("lock", _recipe, "--json"));
        string[] changes =
        [
            .. json.RootElement.GetProperty("changes").EnumerateArray()
                .Select(change => $"{change.GetProperty("kind").GetString()} {change.GetProperty("name").GetString()}: {change.GetProperty("reason").GetString()}"),
        ];
        Assert.Contains("removed kmod: the recipe does not ask for it any more", changes);
        Assert.Contains("added less: the recipe asks for \"less\"", changes);
        Assert.True(json.RootElement.GetProperty("changed").GetBoolean());
    }

    [Fact]
    public void ANameThatTheLockDoesNotHaveIsNoUpdate()
    {
        ToolResult result = Run("lock", _recipe, "--update", "kmdo");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("did you mean kmod?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ALockThatCannotBeReadIsNotOverwritten()
    {
        File.WriteAllText(_lock, "no lock");
        ToolResult result = Run("lock", _recipe);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("restore the file, or remove it to lock anew", result.Error, StringComparison.Ordinal);
        Assert.Equal("no lock", File.ReadAllText(_lock));
    }

    [Fact]
    public void LockedBuildsFailClosedWithTheCommandThatHelps()
    {
        ToolResult none = Run("build", _recipe, "--lock", _folder["none.lock"], "-o", _folder["out"], "--locked");
        Assert.Equal(4, none.ExitCode);
        Assert.Contains("error[IC-LCK12]", none.Error, StringComparison.Ordinal);
        Assert.Contains($"run: initrd-composer lock {_recipe} --lock {_folder["none.lock"]}", none.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["none.lock"]));

        Write("\"filesystem\"");
        ToolResult stale = Run("build", _recipe, "-o", _folder["out"], "--locked");
        Assert.Equal(4, stale.ExitCode);
        Assert.Contains("\"install: kmod\" is gone", stale.Error, StringComparison.Ordinal);
        Assert.EndsWith($"run: initrd-composer lock {_recipe}\n", stale.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void AnotherToolIsAnErrorANoticeOrAccepted()
    {
        Write("\"filesystem\", \"base-files\", \"systemd\"");
        Succeed("lock", _recipe);
        Edit("initrd-composer = \"", "initrd-composer = \"0.0.");
        ToolResult refused = Run("build", _recipe, "-o", _folder["out"], "--locked");
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("error[IC-LCK11]", refused.Error, StringComparison.Ordinal);

        Succeed("build", _recipe, "-o", _folder["out"], "--locked", "--accept-tools");
        Assert.Contains("IC-LCK11", File.ReadAllText(_folder["out/manifest.json"]), StringComparison.Ordinal);
        Succeed("build", _recipe, "-o", _folder["plain"]);
        Assert.Equal(File.ReadAllText(_folder["out/manifest.json"]), File.ReadAllText(_folder["plain/manifest.json"]));
    }

    [Fact]
    public void APackageCutOutOfTheLockIsMissed()
    {
        string text = File.ReadAllText(_lock);
        int begin = text.IndexOf("[[package]]\nnevra = \"libc6-", StringComparison.Ordinal);
        int end = text.IndexOf("[[package]]", begin + 1, StringComparison.Ordinal);
        string cut = text[..begin] + text[end..];
        File.WriteAllText(_lock, string.Join('\n', cut.Split('\n').Where(line => !line.Contains("package = \"libc6\"", StringComparison.Ordinal))).Replace(
            "requested-by = [\n]", "requested-by = [{ spec = \"x\" }]", StringComparison.Ordinal));
        ToolResult result = Run("build", _recipe, "-o", _folder["out"]);
        Assert.Equal(4, result.ExitCode);
        Assert.StartsWith("error[IC-LCK08]: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(": the lock is not closed: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ALockEditedToFetchFromElsewhereIsRefused()
    {
        Edit("baseurl = \"", "baseurl = \"http://elsewhere.invalid");
        ToolResult result = Run("build", _recipe, "-o", _folder["out"]);
        Assert.Equal(4, result.ExitCode);
        Assert.Contains("error[IC-LCK06]", result.Error, StringComparison.Ordinal);
    }

    private void Edit(string from, string to)
    {
        string text = File.ReadAllText(_lock);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(_lock, text.Replace(from, to, StringComparison.Ordinal));
    }

    private void Write(string packages) => File.WriteAllText(_recipe, $"""
        [[repositories]]
        id = "distro"
        baseurl = "{_demo.Distro.Repository}"
        signatures = "none"

        [packages]
        install = [{packages}]
        """);

    private ToolResult Run(params string[] arguments) => ComposerProgram.Run([.. arguments, "--cache", _demo.Cache]);

    private string Succeed(params string[] arguments)
    {
        ToolResult result = Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
