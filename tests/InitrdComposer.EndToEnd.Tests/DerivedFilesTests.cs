using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>Real packages: what is compiled of them is what systemd-hwdb and ldconfig make of the unpacked image, in the recipe's own initrd and in a variant's.</summary>
public sealed class DerivedFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheImagesFilesAreThoseOfTheRealTools()
    {
        File.WriteAllText(_folder["small.toml"], $"""
            name = "small"

            [[repositories]]
            id = "packages"
            baseurl = "{DistroFixture.Require().Repository}"
            signatures = "none"

            [packages]
            install = ["filesystem", "systemd", "udev", "bash", "gzip"]

            [finalize]
            hwdb = "compiled"
            library-cache = true
            remove-files = ["/usr/lib/udev/hwdb.d/20-OUI.hwdb"]

            [[variants]]
            name = "more"
            install = ["procps"]

            [initrd]
            compression = "none"
            """);
        Succeed("lock", _folder["small.toml"], "--cache", _folder["cache"]);
        Succeed("build", _folder["small.toml"], "--output", _folder["out"], "--cache", _folder["cache"]);
        byte[] own = RequireRealTools("small"), more = RequireRealTools("small-more");
        Assert.NotEqual(own, more);

        // What both have is one segment: the database and packages; what differs is each one's own.
        string[][] segments = [SegmentsOf("small"), SegmentsOf("small-more")];
        Assert.Contains("hwdb", segments[0].Intersect(segments[1]).Select(segment => segment.Split(' ')[0]));
        Assert.Equal(["generated", "variant-more"], segments[1].Except(segments[0]).Select(segment => segment.Split(' ')[0]));

        // And the next build compiles nothing again.
        Succeed("build", _folder["small.toml"], "--output", _folder["again"], "--cache", _folder["cache"]);
        foreach (string name in new[] { "small.initrd", "small-more.initrd" }) Assert.True(File.ReadAllBytes(_folder["out/" + name]).AsSpan().SequenceEqual(File.ReadAllBytes(_folder["again/" + name])));
    }

    /// <returns>ld.so.cache.</returns>
    private byte[] RequireRealTools(string image)
    {
        string root = _folder["root-" + image];
        Directory.CreateDirectory(root);
        Tool.Require("cpio", "cpio");
        foreach (JsonElement segment in Image(image).GetProperty("segments").EnumerateArray())
        {
            Tool.Require("bash", "bash").Run(
                "-c",
                $"set -o pipefail; dd if='{_folder[$"out/{image}.initrd"]}' bs=1M iflag=skip_bytes,count_bytes skip={segment.GetProperty("offset")} count={segment.GetProperty("size")} status=none "
                + $"| cpio -idum --quiet --no-absolute-filenames -D '{root}'");
        }

        byte[] cache = File.ReadAllBytes(Path.Combine(root, "etc/ld.so.cache"));
        Tool ldconfig = Tool.Require("ldconfig", "libc-bin");
        ldconfig.Run("-X", "-r", root, "-C", "/etc/expected");
        Assert.Equal(Listing(ldconfig, root, "/etc/expected"), Listing(ldconfig, root, "/etc/ld.so.cache"));
        Assert.InRange(Listing(ldconfig, root, "/etc/ld.so.cache").Length, 20, 500);

        Assert.False(Directory.Exists(Path.Combine(root, "usr/lib/udev/hwdb.d")));
        Tool hwdb = Tool.Require("systemd-hwdb", "udev");
        Assert.Contains("ID_VENDOR_FROM_DATABASE=Red Hat, Inc.\n", hwdb.Run($"--root={root}", "query", "pci:v00001AF4d00001000sv*"), StringComparison.Ordinal);
        Assert.Equal("", hwdb.Run($"--root={root}", "query", "OUI:00000C"));
        return cache;
    }

    /// <summary>Without the lines that name the file and who wrote it.</summary>
    private static string[] Listing(Tool ldconfig, string root, string cache) => [.. ldconfig.Run("-r", root, "-C", cache, "-p").Split('\n').Where(line => line.StartsWith('\t'))];

    private string[] SegmentsOf(string image) =>
        [.. Image(image).GetProperty("segments").EnumerateArray().Select(segment => $"{segment.GetProperty("name")} {segment.GetProperty("contentDigest")}")];

    private JsonElement Image(string name)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(_folder["out/manifest.json"]));
        return manifest.RootElement.GetProperty("images").EnumerateArray().Single(image => image.GetProperty("name").GetString() == name).Clone();
    }

    private static void Succeed(params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(arguments);
        Assert.True(result.ExitCode == 0, $"initrd-composer {string.Join(' ', arguments)}: exit {result.ExitCode}\n{result.Error}{result.Output}");
    }
}
