using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Images;

/// <summary>`why IMAGE --unneeded` of other makers' initrds, held against what binutils' readelf says that their programs load.</summary>
public sealed class UnneededTests
{
    [Theory]
    [InlineData("dracut-generic", "/usr/bin/systemd-run")]
    [InlineData("dracut-squashfs", "/usr/bin/systemd-run")]
    [InlineData("initramfs-tools-dep", "/usr/bin/minips")]
    public void NoCandidateIsALibraryThatSomethingKeptLoads(string image, string candidate)
    {
        var readelf = Tool.Require("readelf", "binutils");
        string path = MadeImages.Require(image).Path;
        ToolResult asked = ComposerProgram.Run("why", path, "--unneeded", "--json");
        Assert.True(asked.ExitCode == 0, asked.Error);
        using var json = JsonDocument.Parse(asked.Output);
        HashSet<string> candidates = [.. json.RootElement.GetProperty("candidates").EnumerateArray().Select(file => file.GetProperty("path").GetString()!)];
        Assert.Contains(candidate, candidates);

        using var folder = new TempFolder();
        Assert.Equal(0, ComposerProgram.Run("extract", path, folder["all"]).ExitCode);
        string[] kept = [.. Directory.EnumerateFiles(folder["all"], "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device })
            .Where(IsProgram).Where(file => !candidates.Contains(file[folder["all"].Length..]))];
        Assert.True(kept.Length > 50, $"{kept.Length} programs");
        HashSet<string> loaded = [.. readelf.Start(null, null, ["-d", .. kept]).Output.Split('\n').Where(line => line.Contains("(NEEDED)", StringComparison.Ordinal)).Select(line => line.Split('[', ']')[1])];
        Assert.Contains("libc.so.6", loaded);
        Assert.DoesNotContain(candidates, file => loaded.Contains(Path.GetFileName(file)));
    }

    private static bool IsProgram(string file)
    {
        using FileStream stream = File.OpenRead(file);
        Span<byte> magic = stackalloc byte[4];
        return stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual("\u007fELF"u8) && !file.Contains(".ko", StringComparison.Ordinal);
    }
}
