using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`diff` of initrds of three makers, beside what cpio, find, sha256sum and diff(1) say of the unpacked trees.</summary>
public sealed class DiffOracleTests(ComposedDemo demo) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("demo", "dracut")]
    [InlineData("dracut", "initramfs-tools")]
    [InlineData("initramfs-tools", "demo")]
    public void FilesDifferAsTheToolsSay(string a, string b)
    {
        using var diff = JsonDocument.Parse(Run("diff", "--json", ImageOf(a), ImageOf(b)));
        JsonElement[] images = [.. diff.RootElement.GetProperty("images").EnumerateArray()];
        Dictionary<string, Unpacked>[] trees = [Unpack(images[0], "a"), Unpack(images[1], "b")];
        JsonElement[] rows = [.. diff.RootElement.GetProperty("files").EnumerateArray().Where(row => !IsDevice(row))];

        // Every name is there once, under its own path.
        for (int side = 0; side < 2; side++)
        {
            string key = side == 0 ? "a" : "b";
            Assert.Equal(trees[side].Keys.Order(StringComparer.Ordinal), rows.Where(row => row.GetProperty(key).ValueKind == JsonValueKind.Object).Select(row => PathOf(row, key)).Order(StringComparer.Ordinal));
            Assert.Equal(trees[side].Values.Where(file => file.Type == "f").DistinctBy(file => file.Inode).Sum(file => file.Size), images[side].GetProperty("unpacked").GetInt64());
            Assert.InRange(images[side].GetProperty("stored").GetInt64(), images[side].GetProperty("length").GetInt64() * 0.9, images[side].GetProperty("length").GetInt64());
        }

        foreach (JsonElement row in rows)
        {
            Unpacked? left = row.GetProperty("a").ValueKind == JsonValueKind.Object ? trees[0][PathOf(row, "a")] : null;
            Unpacked? right = row.GetProperty("b").ValueKind == JsonValueKind.Object ? trees[1][PathOf(row, "b")] : null;
            Assert.Equal((row.GetProperty("path").GetString(), Expected(left, right)), (row.GetProperty("path").GetString(), $"{row.GetProperty("change")} {string.Join('+', row.GetProperty("what").EnumerateArray())}"));
            Assert.Equal(left?.Digest, DigestOf(row.GetProperty("a")));
            Assert.Equal(right?.Digest, DigestOf(row.GetProperty("b")));
        }

        // diff(1) compares paths as they are: what has another path in the other image is none of its differences.
        ToolResult recursive = Tool.Require("diff", "diffutils").Start(_folder.Path, null, "-rq", "--no-dereference", "a", "b");
        Assert.Equal(
            Lines(recursive.Output).Where(line => line.StartsWith("Files ", StringComparison.Ordinal) && line.EndsWith(" differ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1].Trim('\'')[1..]).Order(StringComparer.Ordinal),
            rows.Where(row => Aspects(row).Contains("content") && PathOf(row, "a") == PathOf(row, "b")).Select(row => PathOf(row, "a")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatWasChangedByHandIsNamed()
    {
        demo.Require();
        using var own = JsonDocument.Parse(Run("diff", "--json", demo.Initrd, demo.Initrd));
        Unpack(own.RootElement.GetProperty("images")[0], "tree");
        Bash("cd tree && rm usr/bin/less && echo changed >>etc/os-release && chmod 0700 usr/bin/bash && ln -sf elsewhere usr/bin/sh && mkdir own && mv usr/sbin/lvm own/lvm-moved && cp usr/bin/bash own/twice");
        Bash("cd tree && find . -mindepth 1 | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0 | zstd -q >../changed.initrd");
        using var diff = JsonDocument.Parse(Run("diff", "--json", demo.Initrd, _folder["changed.initrd"]));
        Assert.Equal(
            [
                "/own added", "/own/lvm-moved added /usr/sbin/lvm", "/own/twice added", "/usr/bin/bash changed mode", "/usr/bin/less removed", "/usr/bin/sh changed target", "/usr/lib/os-release changed content",
                "/usr/sbin/lvm removed /own/lvm-moved",
            ],
            diff.RootElement.GetProperty("files").EnumerateArray().Where(row => row.GetProperty("change").GetString() != "same" && !IsDevice(row) && !Aspects(row).Contains("owner"))
                .Select(row => $"{row.GetProperty("path")} {row.GetProperty("change")} {string.Join(' ', Aspects(row))}{Moved(row)}".TrimEnd()));
        Assert.Contains(diff.RootElement.GetProperty("duplicates").EnumerateArray(), row => row.GetProperty("b").EnumerateArray().Any(path => path.GetString() == "/own/twice"));
        JsonElement less = diff.RootElement.GetProperty("packages").EnumerateArray().Single(row => row.GetProperty("name").GetString() == "less");
        Assert.True(less.GetProperty("a").GetProperty("files").GetInt32() > 0);
        Assert.False(string.IsNullOrEmpty(less.GetProperty("a").GetProperty("version").GetString()));
    }

    private static string Moved(JsonElement row) => row.TryGetProperty("movedFrom", out JsonElement from) ? from.GetString()! : row.TryGetProperty("movedTo", out JsonElement to) ? to.GetString()! : "";

    private static string[] Aspects(JsonElement row) => [.. row.GetProperty("what").EnumerateArray().Select(aspect => aspect.GetString()!)];

    private static string? DigestOf(JsonElement side) => side.ValueKind == JsonValueKind.Object && side.TryGetProperty("sha256", out JsonElement digest) ? digest.GetString() : null;

    /// <summary>As it is on a disk: in JSON a backslash is written twice.</summary>
    private static string PathOf(JsonElement row, string side) =>
        (row.GetProperty(side).TryGetProperty("path", out JsonElement path) ? path : row.GetProperty("path")).GetString()!.Replace(@"\\", @"\", StringComparison.Ordinal);

    /// <summary>Who is not root unpacks none.</summary>
    private static bool IsDevice(JsonElement row) =>
        new[] { "a", "b" }.Any(side => row.GetProperty(side) is { ValueKind: JsonValueKind.Object } file && file.GetProperty("type").GetString() is "character" or "block");

    private static string Expected(Unpacked? a, Unpacked? b)
    {
        if (a is null) return "added ";
        if (b is null) return "removed ";
        List<string> what = [];
        if (a.Type != b.Type) what.Add("type");
        else if (a.Digest != b.Digest) what.Add("content");
        else if (a.Target != b.Target) what.Add("target");
        if (a.Mode != b.Mode && (a.Type != "l" || b.Type != "l")) what.Add("mode");
        return what.Count == 0 ? "same " : $"changed {string.Join('+', what)}";
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Run(params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private string ImageOf(string maker)
    {
        demo.Require();
        if (maker == "demo") return demo.Initrd;
        Tool.Require("dracut", "dracut-core");
        Tool.Require("mkinitramfs", "initramfs-tools-core");
        string folder = Lines(Tool.Require("bash", "bash").Run(Path.Combine(Checkout.Root, "tests", "makers", "build")))[^1];
        return Path.Combine(folder, $"{maker}.initrd");
    }

    /// <summary>By cpio, part after part; nobody's devices.</summary>
    private Dictionary<string, Unpacked> Unpack(JsonElement image, string name)
    {
        Tool.Require("cpio", "cpio");
        Directory.CreateDirectory(_folder[name]);
        string file = Path.GetFullPath(image.GetProperty("name").GetString()!);
        foreach (JsonElement part in image.GetProperty("parts").EnumerateArray())
        {
            string decoder = part.GetProperty("compression").GetString() switch { "none" => "cat", "zstd" => "zstd -dcq", "gzip" => "gzip -dc", var other => throw new NotSupportedException(other) };
            Bash($"cd '{name}' && dd if='{file}' status=none bs=1M iflag=skip_bytes,count_bytes skip={part.GetProperty("offset")} count={part.GetProperty("stored")} | {decoder} | cpio --quiet -idmu --no-absolute-filenames -f 'dev/*' './dev/*'");
        }

        Dictionary<string, string> digests = Bash($"cd '{name}' && find . -type f -print0 | xargs -0 sha256sum -z").Split('\0', StringSplitOptions.RemoveEmptyEntries).ToDictionary(line => line[(64 + 3)..], line => line[..64], StringComparer.Ordinal);
        return Lines(Bash($"cd '{name}' && find . -mindepth 1 -printf '%P\\t%y\\t%m\\t%i\\t%s\\t%l\\n'")).Select(line => line.Split('\t')).ToDictionary(
            fields => "/" + fields[0], fields => new Unpacked(fields[1], fields[2], fields[3], long.Parse(fields[4]), fields[5], digests.GetValueOrDefault("/" + fields[0])), StringComparer.Ordinal);
    }

    private string Bash(string command)
    {
        ToolResult result = Tool.Require("bash", "bash").Start(_folder.Path, null, "-o", "pipefail", "-c", command);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    /// <param name="Type">find's letter.</param>
    private sealed record Unpacked(string Type, string Mode, string Inode, long Size, string Target, string? Digest);
}
