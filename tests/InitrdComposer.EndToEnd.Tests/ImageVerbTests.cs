using System.Runtime.Versioning;
using System.Text.Json;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Extensions;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`ls`, `cat`, `extract` and `inspect` of images, beside what the formats' own tools say.</summary>
[SupportedOSPlatform("linux")]
public sealed class ImageVerbTests(ComposedDemo demo) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheFilesOfAnInitrdAreThoseThatCpioUnpacks()
    {
        demo.Require();
        Unpack(_folder["cpio"]);
        string[] unpacked = [.. Lines(Tool.Require("find", "findutils").Run(_folder["cpio"], "-mindepth", "1", "-printf", "%P\\n")).Order(StringComparer.Ordinal)];
        Assert.Equal(unpacked, Lines(Run("ls", "--names", demo.Initrd).Replace(@"\\", @"\", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(unpacked, Lines(Run("ls", "--names", demo.Uki).Replace(@"\\", @"\", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        Run("extract", "--keep-setuid", demo.Initrd, _folder["ours"]);
        Tool.Require("diff", "diffutils").Run("-r", "--no-dereference", _folder["cpio"], _folder["ours"]);
        string modes = "%m %y %P\\n";
        Assert.Equal(
            Lines(Tool.Require("find", "findutils").Run(_folder["cpio"], "-mindepth", "1", "-printf", modes)).Order(StringComparer.Ordinal),
            Lines(Tool.Require("find", "findutils").Run(_folder["ours"], "-mindepth", "1", "-printf", modes)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheListingIsATarsListing()
    {
        Directory.CreateDirectory(_folder["root/usr"]);
        File.WriteAllText(_folder["root/usr/file"], "content");
        File.CreateSymbolicLink(_folder["root/link"], "usr/file");
        Tool tar = Tool.Require("tar", "tar");
        tar.Run("-C", _folder["root"], "--mtime=2024-02-29 12:34:00Z", "--owner=7", "--group=8", "--numeric-owner", "-czf", _folder["image.tgz"], "link", "usr");
        Assert.Equal(
            "lrwxrwxrwx     7     8          0 2024-02-29 12:34 link -> usr/file\ndrwxr-xr-x     7     8          0 2024-02-29 12:34 usr\n-rw-r--r--     7     8          7 2024-02-29 12:34 usr/file\n",
            Run("ls", _folder["image.tgz"]).Replace("drwxrwxr-x", "drwxr-xr-x", StringComparison.Ordinal).Replace("-rw-rw-r--", "-rw-r--r--", StringComparison.Ordinal));
        Assert.Equal("content", Run("cat", _folder["image.tgz"], "/link"));
    }

    [Fact]
    public void CatFollowsLinksAndUnpacksOnlyWhereItIsAsked()
    {
        demo.Require();
        Assert.Equal(Run("cat", demo.Initrd, "usr/lib/os-release"), Run("cat", demo.Uki, "/etc/os-release"));
        string module = Lines(Run("ls", "--names", demo.Initrd, "usr/lib/modules/**/*.ko*"))[0];
        string plain = _folder["plain"], packed = _folder["packed"];
        string program = ComposerProgram.FileName;
        Tool.Require("bash", "bash").Run("-c", $"'{program}' cat '{demo.Initrd}' '{module}' > '{packed}'; '{program}' cat --decompress '{demo.Initrd}' '{module}' > '{plain}'");
        Assert.Equal("\u007fELF", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(plain).AsSpan(0, 4)));
        JsonElement listed = Json("ls", "--json", demo.Initrd, module).GetProperty("files").EnumerateArray().Single();
        Assert.Equal(new FileInfo(packed).Length, listed.GetProperty("size").GetInt64());
        Assert.Equal(Tool.Require("sha256sum", "coreutils").Run(packed).Split(' ')[0], listed.GetProperty("sha256").GetString());
    }

    [Fact]
    public void WhatFilesTakeAddsUpToTheImage()
    {
        demo.Require();
        JsonElement json = Json("ls", "--json", demo.Initrd);
        long length = new FileInfo(demo.Initrd).Length;
        Assert.Equal(length, json.GetProperty("size").GetInt64());
        Assert.InRange(json.GetProperty("files").EnumerateArray().Sum(file => file.TryGetProperty("stored", out JsonElement stored) ? stored.GetInt64() : 0), length * 0.97, length);
        Assert.InRange(json.GetProperty("parts").EnumerateArray().Sum(part => part.GetProperty("stored").GetInt64()), length * 0.999, length);
    }

    [Fact]
    public void InspectShowsThePartsOfADiskImage()
    {
        File.WriteAllBytes(_folder["one.raw"], new DdiSpec(new SquashfsSpec().Add("usr/lib/one", "one").ToBytes()).ToBytes());
        string text = Run("inspect", _folder["one.raw"]);
        Assert.Contains("disk image", text, StringComparison.Ordinal);
        Assert.All((string[])["root-x86-64 ", "root-x86-64-verity", "  squashfs", "usr/lib/one"], part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.Equal("disk image", Json("inspect", "--json", _folder["one.raw"]).GetProperty("kind").GetString());
    }

    [Fact]
    public void WhatCouldBeReadIsShownBeforeTheDamage()
    {
        demo.Require();
        byte[] image = File.ReadAllBytes(demo.Initrd);
        File.WriteAllBytes(_folder["cut"], image.AsSpan(0, image.Length - 100_000));
        ToolResult result = ComposerProgram.Run("ls", "--names", _folder["cut"]);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("\nusr/lib/systemd/systemd\n", result.Output, StringComparison.Ordinal);
        Assert.Matches("^error\\[IC-CPI01\\]: .*cut.*: offset 0x[0-9A-F]+: ", result.Error);
        ToolResult extracted = ComposerProgram.Run("extract", _folder["cut"], _folder["out"], "usr/lib/systemd/systemd");
        Assert.Equal(3, extracted.ExitCode);
        Assert.True(File.Exists(_folder["out/usr/lib/systemd/systemd"]));
    }

    [Theory]
    [InlineData("no/such/file", "IC-SEE01")]
    [InlineData("../etc", "IC-SEE02")]
    public void APatternThatNamesNothingIsAnError(string pattern, string id)
    {
        Directory.CreateDirectory(_folder["root/usr"]);
        ToolResult result = ComposerProgram.Run("ls", _folder["root"], pattern);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"error[{id}]: {_folder["root"]}: ", result.Error, StringComparison.Ordinal);
    }

    private static string Run(params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private static JsonElement Json(params string[] arguments) => JsonDocument.Parse(Run(arguments)).RootElement;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Segment by segment: cpio and zstd read one of each. Devices need root.</summary>
    private void Unpack(string into)
    {
        Directory.CreateDirectory(into);
        Tool.Require("cpio", "cpio");
        long[] begins = [.. Json("inspect", "--json", demo.Initrd).GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("offset").GetInt64()), new FileInfo(demo.Initrd).Length];
        foreach ((long first, long second) in begins.Zip(begins.Skip(1)))
        {
            Tool.Require("bash", "bash").Run("-c", $"cd '{into}'; tail -c +{first + 1} '{demo.Initrd}' | head -c {second - first} | (zstd -dcq 2>/dev/null || true) | cpio --quiet -idmu --no-absolute-filenames 2>/dev/null");
        }
    }
}
