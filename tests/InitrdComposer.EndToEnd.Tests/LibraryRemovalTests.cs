using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The demo drops xfs_scrub with the libraries that only it needed; the image's own loader says whether anything is missed.</summary>
public sealed class LibraryRemovalTests(ComposedDemo demo)
{
    [Fact]
    public void XfsScrubTakesIcuAlongAndTheManifestSaysWhy()
    {
        demo.Require();
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(demo.Output, "manifest.json")));
        JsonElement image = manifest.RootElement.GetProperty("images")[0];
        JsonElement[] removed = [.. image.GetProperty("removed").EnumerateArray()];
        JsonElement named = Assert.Single(removed, entry => entry.TryGetProperty("pattern", out _));
        Assert.Equal("/usr/sbin/xfs_scrub", named.GetProperty("path").GetString());
        Assert.InRange(removed.Sum(entry => entry.GetProperty("size").GetInt64()), 30_000_000, 60_000_000);
        foreach (string library in new[] { "libicudata.so.", "libicui18n.so.", "libicuuc.so." })
        {
            Assert.Contains(removed, entry => entry.GetProperty("path").GetString()!.Contains(library, StringComparison.Ordinal) && entry.TryGetProperty("neededBy", out _));
            Assert.Contains(removed, entry => entry.GetProperty("path").GetString()!.Contains(library, StringComparison.Ordinal) && entry.TryGetProperty("linkTo", out _));
        }

        var files = image.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()).ToHashSet();
        Assert.DoesNotContain(files, path => path!.Contains("libicu", StringComparison.Ordinal));

        // glibc loads it by dlopen() when a thread ends early, and aborts where it is missing.
        Assert.Contains(files, path => path!.EndsWith("/libgcc_s.so.1", StringComparison.Ordinal));
    }

    [Fact]
    public void TheImagesOwnLoaderFindsEveryLibraryOfWhatRemains()
    {
        demo.Require();
        using var folder = new TempFolder();
        Tool bash = Tool.Require("bash", "bash");
        Tool.Require("cpio", "cpio");
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(demo.Output, "manifest.json")));
        foreach (JsonElement segment in manifest.RootElement.GetProperty("images")[0].GetProperty("segments").EnumerateArray())
        {
            bash.Run(
                "-c",
                $"set -o pipefail; dd if='{demo.Initrd}' bs=1M iflag=skip_bytes,count_bytes skip={segment.GetProperty("offset")} count={segment.GetProperty("size")} status=none "
                + $"| zstd -dcq | cpio -idm --quiet --no-absolute-filenames -D '{folder.Path}'");
        }

        Tool loader = Tool.Require(folder["usr/lib64/ld-linux-x86-64.so.2"], "none: of the image");
        string path = string.Join(':', new[] { "usr/lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu/systemd", "usr/lib/systemd", "usr/lib64", "usr/lib" }.Select(name => folder[name]));
        string[] files =
        [
            .. Directory.EnumerateFiles(folder["usr"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Where(file => new FileInfo(file).LinkTarget is null && !file.Contains("/usr/lib/modules/", StringComparison.Ordinal) && NeedsLibraries(file)),
        ];
        Assert.InRange(files.Length, 200, 2000);
        string[] found = [.. files.AsParallel().SelectMany(file => loader.Start(null, null, "--library-path", path, "--list", file).Output.Split('\n').Select(line => file + line))];
        Assert.InRange(found.Count(line => line.Contains("libc.so.6 => ", StringComparison.Ordinal)), 200, 2000);
        Assert.DoesNotContain(found, line => line.Contains("not found", StringComparison.Ordinal));
    }

    private static bool NeedsLibraries(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        return bytes.AsSpan().StartsWith("\u007fELF"u8) && bytes.AsSpan().IndexOf(".so."u8) >= 0;
    }
}
