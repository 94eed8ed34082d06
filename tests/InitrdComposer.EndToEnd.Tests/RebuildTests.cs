using System.Text.Json;
using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`rebuild` repeats a build and names the first difference.</summary>
public sealed class RebuildTests(ComposedDemo demo)
{
    [Fact]
    public void AnUntouchedOutputRebuildsToTheSameBytes()
    {
        demo.Require();
        ToolResult result = ComposerProgram.Run("rebuild", demo.Output, "--cache", demo.Cache);
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
    }

    /// <summary>A machine that did not build it does not know where the recipe's paths start. Nothing must be put into the output for that.</summary>
    [Fact]
    public void WhereTheRecipeIsCanBeSaid()
    {
        demo.Require();
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["keys"]);
        File.Copy(Path.Combine(Checkout.Root, "tests/fixtures/distro/keys/demo-signing-key.asc"), folder["keys/demo.asc"]);
        File.WriteAllText(folder["demo.toml"], Regex.Replace(demo.Distro.RecipeForElsewhere, "(?m)^key-files = .*$", "key-files = [\"keys/demo.asc\"]"));
        foreach (string[] arguments in (string[][])[["lock", folder["demo.toml"], "--cache", demo.Cache], ["build", folder["demo.toml"], "-o", folder["out"], "--cache", demo.Cache]])
        {
            ToolResult made = ComposerProgram.Run(arguments);
            Assert.True(made.ExitCode == 0, made.Error);
        }

        ToolResult refused = ComposerProgram.Run("rebuild", folder["out"], "--cache", folder["cache"]);
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("out/keys/demo.asc: no such file\n  hint: a recipe's relative paths start where it lay when this was built, or in OUT where nobody remembers: --recipe FILE says where it is\n", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, ComposerProgram.Run("rebuild", folder["out"], "--recipe", folder["demo.toml"], "--cache", demo.Cache).ExitCode);
    }

    [Theory]
    [InlineData("demo.initrd")]
    [InlineData("demo.efi")]
    [InlineData("demo.vmlinuz")]
    [InlineData("manifest.json")]
    public void AChangedByteIsNamed(string file)
    {
        demo.Require();
        using var folder = new TempFolder();
        string copy = demo.Copy(folder);
        Damage.FlipByteInTheMiddle(Path.Combine(copy, file));

        ToolResult result = ComposerProgram.Run("rebuild", copy, "--cache", demo.Cache);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(file, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AChangedFileInsideTheInitrdIsNamedWithItsField()
    {
        demo.Require();
        using var folder = new TempFolder();
        string initrd = Path.Combine(demo.Copy(folder), "demo.initrd");
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(demo.Output, "manifest.json")));
        JsonElement segments = manifest.RootElement.GetProperty("images")[0].GetProperty("segments");
        byte[] original = File.ReadAllBytes(initrd);
        Tool zstd = Tool.Require("zstd", "zstd");
        File.WriteAllBytes(folder["first.zst"], original[..segments[0].GetProperty("size").GetInt32()]);
        zstd.Run("-dqf", folder["first.zst"], "-o", folder["cpio"]);
        Damage.FlipByteInTheMiddle(folder["cpio"]);
        zstd.Run("-qf", folder["cpio"], "-o", folder["first.zst"]);
        byte[] changed = File.ReadAllBytes(folder["first.zst"]);
        File.WriteAllBytes(initrd, [.. changed, .. new byte[-changed.Length & 3], .. original[segments[1].GetProperty("offset").GetInt32()..]]);

        ToolResult result = ComposerProgram.Run("rebuild", folder["out"], "--cache", demo.Cache);
        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"(?m)^(error\[IC-RBD01\]: \S+:)? +demo\.initrd: segment 1 \(zstd\), \S+: content at byte \d+: got 0x[0-9A-F]{2}, expected 0x[0-9A-F]{2}, offset 0x[0-9A-F]+ unpacked$", result.Error);
    }

    [Fact]
    public void AChangedSectionOfTheUkiIsNamed()
    {
        demo.Require();
        using var folder = new TempFolder();
        string copy = demo.Copy(folder);
        Damage.FlipByteInTheMiddle(Path.Combine(copy, "demo.efi"));
        ToolResult result = ComposerProgram.Run("rebuild", copy, "--cache", demo.Cache);
        Assert.Contains("demo.efi: .initrd, segment ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void EachFileThatDiffersIsNamed()
    {
        demo.Require();
        using var folder = new TempFolder();
        string copy = demo.Copy(folder);
        Replace(Path.Combine(copy, "manifest.json"), "\"name\": \"demo\"", "\"name\": \"Demo\"");
        File.AppendAllText(Path.Combine(copy, "demo.lock"), "# seen by nobody\n");
        File.WriteAllText(Path.Combine(copy, "more"), "");
        // What is built speaks of the lock that it is built of, byte for byte; where the recipe was is remembered for that lock, too.
        ToolResult result = ComposerProgram.Run("rebuild", copy, "--recipe", demo.Distro.Recipe, "--cache", demo.Cache);
        Assert.Equal(1, result.ExitCode);
        Assert.Collection(
            result.Error.TrimEnd('\n').Split('\n'),
            line => Assert.Matches(@"^error\[IC-RBD01\]: \S+: demo\.provenance\.json: subject\[\d+\]\.digest\.sha256: value: got ""\w{64}"", expected ""\w{64}"", line \d+$", line),
            line => Assert.Matches(@"^  demo\.spdx\.json: documentNamespace: value: got ""\S+"", expected ""\S+"", line 1$", line),
            line => Assert.Equal("  manifest.json: name: value: got \"Demo\", expected \"demo\", line 3", line),
            line => Assert.Equal("  more: file: got a file, expected nothing", line));
    }

    [Fact]
    public void ExtensionsRebuildOverTheirBase()
    {
        demo.Require();
        using var folder = new TempFolder();
        string output = folder["extension"];
        File.Copy(Path.Combine(Checkout.Root, "sysext", "lvm.toml"), folder["lvm.toml"]);
        Assert.Equal(0, ComposerProgram.Run("sysext", "build", folder["lvm.toml"], "--base", demo.Output, "--output", output, "--cache", demo.Cache).ExitCode);
        string[] rebuild = ["rebuild", output, "--base", demo.Output, "--cache", demo.Cache];
        ToolResult same = ComposerProgram.Run(rebuild);
        Assert.True(same.ExitCode == 0, same.Error);

        Damage.FlipByteInTheMiddle(Path.Combine(output, "lvm.sysext.raw"));
        ToolResult result = ComposerProgram.Run(rebuild);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("lvm.sysext.raw: partition ", result.Error, StringComparison.Ordinal);

        ToolResult alone = ComposerProgram.Run("rebuild", output, "--cache", demo.Cache);
        Assert.Equal(2, alone.ExitCode);
        Assert.Contains("hint: say with --base OUT what they extend", alone.Error, StringComparison.Ordinal);
    }

    private static void Replace(string file, string from, string to)
    {
        string text = File.ReadAllText(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(from, to, StringComparison.Ordinal));
    }
}
