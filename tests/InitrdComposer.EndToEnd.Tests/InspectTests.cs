using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`inspect --json`, which other tools read, beside what the formats' own tools say.</summary>
public sealed class InspectTests(ComposedDemo demo)
{
    [Fact]
    public void AnRpmIsWhatRpmSays()
    {
        string package = DistroFixture.Require().Package("lvm2-2");
        Tool rpm = Tool.Require("rpm", "rpm");
        JsonElement json = Inspect(package);
        Assert.Equal(
            rpm.Run("-qp", "--nosignature", "--qf", "%{NAME} %|EPOCH?{%{EPOCH}}:{0}| %{VERSION} %{RELEASE} %{ARCH} %{PAYLOADCOMPRESSOR}", package),
            string.Join(' ', new[] { "name", "epoch", "version", "release", "arch", "compressor" }.Select(name => json.GetProperty(name).ToString())));
        Assert.Equal(4, json.GetProperty("format").GetInt32());
        Assert.Equal(
            Lines(rpm.Run("-qp", "--nosignature", "--qf", "[%{FILENAMES} %{FILESIZES} %{FILEUSERNAME}\\n]", package)),
            json.GetProperty("files").EnumerateArray().Select(file => $"{file.GetProperty("path")} {file.GetProperty("size")} {file.GetProperty("user")}"));
        Assert.Equal(
            Lines(rpm.Run("-qp", "--nosignature", "--requires", package)).Select(line => line.Trim()).Order(StringComparer.Ordinal),
            json.GetProperty("requires").EnumerateArray().Select(requires => requires.GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(
            Tool.Require("bash", "bash").Run("-c", $"rpm2cpio '{package}' | sha256sum").Split(' ')[0],
            json.GetProperty("payload_sha256").GetString());
    }

    /// <summary>The manifest beside it knows whose the files are.</summary>
    [Fact]
    public void SizesTellClassesAndPackages()
    {
        demo.Require();
        ToolResult result = ComposerProgram.Run("inspect", "--sizes", demo.Initrd);
        Assert.Equal(0, result.ExitCode);
        Assert.Matches("(?m)^kernel modules +[0-9]+ +[0-9.]+ MB", result.Output);
        Assert.Matches("(?m)^libc6-[^ ]+ +[0-9]+ +[0-9.]+ MB", result.Output);
        Assert.Contains("nothing of 0.0 % (0 B)", result.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(ComposerProgram.Run("inspect", "--sizes", "--json", demo.Initrd).Output);
        Assert.Equal(["coverage", "classes", "packages", "files"], json.RootElement.EnumerateObject().Select(key => key.Name));
        Assert.Equal(2, ComposerProgram.Run("inspect", "--all", demo.Initrd).ExitCode);
    }

    [Fact]
    public void AnInitrdIsWhatCpioSays()
    {
        demo.Require();
        JsonElement json = Inspect(demo.Initrd);
        JsonElement[] segments = [.. json.GetProperty("segments").EnumerateArray()];
        Assert.All(segments, segment => Assert.Equal("zstd", segment.GetProperty("compression").GetString()));

        // zstd and cpio read one frame and one archive: each segment is handed to them alone, up to where the next one begins.
        Tool.Require("cpio", "cpio");
        long[] begins = [.. segments.Select(segment => segment.GetProperty("offset").GetInt64()), new FileInfo(demo.Initrd).Length];
        IEnumerable<string> listing = begins.Zip(begins.Skip(1)).SelectMany(range => Lines(Tool.Require("bash", "bash").Run(
            "-c", $"tail -c +{range.First + 1} '{demo.Initrd}' | head -c {range.Second - range.First} | (zstd -dcq 2>/dev/null || true) | cpio --quiet -t")));
        Assert.Equal(listing, json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("path").GetString()!));

        JsonElement init = json.GetProperty("entries").EnumerateArray().Single(entry => entry.GetProperty("path").GetString() == "init");
        Assert.Equal(("symlink", "/usr/lib/systemd/systemd"), (init.GetProperty("type").GetString(), init.GetProperty("target").GetString()));
    }

    [Fact]
    public void AUkiHasTheSectionsOfItsParts()
    {
        demo.Require();
        JsonElement json = Inspect(demo.Uki);
        Assert.Equal("uki", json.GetProperty("kind").GetString());
        var sections = json.GetProperty("sections").EnumerateArray().ToDictionary(section => section.GetProperty("name").GetString()!);
        Assert.Equal(new FileInfo(demo.Initrd).Length, sections[".initrd"].GetProperty("size").GetInt64());
        Assert.Equal(
            Tool.Require("sha256sum", "coreutils").Run(Path.Combine(demo.Output, "demo.vmlinuz")).Split(' ')[0], sections[".linux"].GetProperty("sha256").GetString());
        string table = Tool.Require("objdump", "binutils").Run("-h", demo.Uki);
        Assert.All(sections.Keys, name => Assert.Contains(name, table, StringComparison.Ordinal));
    }

    [Fact]
    public void OtherKindsAreNamed()
    {
        DistroFixture distro = DistroFixture.Require();
        Assert.Equal("ext2, ext3 or ext4 file system", Inspect(distro.RootDisk).GetProperty("kind").GetString());
        Assert.Equal("XML document", Inspect(Path.Combine(distro.Repository, "repodata", "repomd.xml")).GetProperty("kind").GetString());
    }

    private static JsonElement Inspect(string path)
    {
        ToolResult result = ComposerProgram.Run("inspect", path, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
