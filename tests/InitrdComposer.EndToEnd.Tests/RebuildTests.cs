using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`rebuild` repeats a build and names the first difference.</summary>
[Collection(DemoCollection.Name)]
public sealed class RebuildTests(ComposedDemo demo)
{
    [Fact]
    public void AnUntouchedOutputRebuildsToTheSameBytes()
    {
        demo.Require();
        ToolResult result = ComposerProgram.Run("rebuild", demo.Output, "--cache", demo.Cache);
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
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
        Assert.Matches(@"demo\.initrd: \S+: content: got sha256:[0-9a-f]{64}, rebuilt sha256:[0-9a-f]{64}", result.Error);
    }

    [Fact]
    public void AChangedSectionOfTheUkiIsNamed()
    {
        demo.Require();
        using var folder = new TempFolder();
        string copy = demo.Copy(folder);
        Damage.FlipByteInTheMiddle(Path.Combine(copy, "demo.efi"));
        ToolResult result = ComposerProgram.Run("rebuild", copy, "--cache", demo.Cache);
        Assert.Contains("demo.efi: .initrd: content: got sha256:", result.Error, StringComparison.Ordinal);
    }
}
