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
        FlipByteInTheMiddle(Path.Combine(copy, file));

        ToolResult result = ComposerProgram.Run("rebuild", copy, "--cache", demo.Cache);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(file, result.Error, StringComparison.Ordinal);
    }

    private static void FlipByteInTheMiddle(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = file.Length / 2;
        int value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 1));
    }
}
