using InitrdComposer.Formats.LdSoCache;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using Xunit;

namespace InitrdComposer.Formats.Tests.LdSoCache;

/// <summary>What ldconfig has written is read and written again; which libraries it finds is held against it where they are found, in Derived tests.</summary>
public sealed class LdSoCacheWriterTests
{
    [Fact]
    public void TheCacheOfThisMachineIsWrittenAgainToTheByte()
    {
        using var folder = new TempFolder();
        Tool.Require("ldconfig", "libc-bin").Run("-X", "-C", folder["cache"]);
        byte[] expected = File.ReadAllBytes(folder["cache"]);
        var read = LdSoCacheFile.Read(expected);
        Assert.True(read.Entries.Length > 50);
        Assert.StartsWith("ldconfig ", read.Generator, StringComparison.Ordinal);
        Assert.True(expected.AsSpan().SequenceEqual(LdSoCacheWriter.Write(
            read.Entries.OrderBy(entry => entry.SoName, StringComparer.Ordinal), [], new(charIsSigned: true), read.Generator!)));
    }

    [Fact]
    public void FoldersOfBetterProcessorsAreNamedUsedOrNot()
    {
        using var root = new TempFolder();
        foreach ((string path, uint? isa) in new (string, uint?)[]
        {
            ("lib/liba.so.1", null), ("lib/glibc-hwcaps/x86-64-v3/liba.so.1", 4), ("lib/glibc-hwcaps/x86-64-v2/liba.so.1", 2), ("lib/glibc-hwcaps/x86-64-v4/libb.so.2", 15),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root[path])!);
            File.WriteAllBytes(root[path], new SharedObjectSpec(Path.GetFileName(path)) { IsaNeeded = isa }.ToBytes());
        }

        Directory.CreateDirectory(root["lib/glibc-hwcaps/of-none"]);
        Directory.CreateDirectory(root["etc"]);
        Tool.Require("ldconfig", "libc-bin").Run("-X", "-r", root.Path, "-C", "/etc/cache");
        byte[] expected = File.ReadAllBytes(root["etc/cache"]);
        var read = LdSoCacheFile.Read(expected);
        Assert.Equal(
            ["libb.so.2 x86-64-v4 3", "liba.so.1 x86-64-v2 1", "liba.so.1 x86-64-v3 2", "liba.so.1  0"],
            read.Entries.Select(entry => $"{entry.SoName} {entry.Hwcaps} {entry.IsaLevel}"));
        Assert.Equal(
            Convert.ToHexString(expected),
            Convert.ToHexString(LdSoCacheWriter.Write(read.Entries.Reverse(), ["x86-64-v4", "of-none"], new(charIsSigned: true), read.Generator!)));
    }

    [Theory]
    [InlineData("libc.so.6", "libc.so.6", 0)]
    [InlineData("libc.so.10", "libc.so.6", 1)]
    [InlineData("libc.so.006", "libc.so.6", 0)]
    [InlineData("libc.so", "libc.so.6", -1)]
    [InlineData("lib1", "liba", 1)]
    [InlineData("liba", "lib1", -1)]
    [InlineData("lib\u00e4", "liba", -1)]
    public void NamesCompareAsTheLoaderComparesThem(string left, string right, int expected) =>
        Assert.Equal(expected, Math.Sign(new LdSoCacheOrder(charIsSigned: true).CompareNames(left, right)));

    [Fact]
    public void BytesAboveAsciiStandBehindTheOthersWhereCharIsUnsigned() =>
        Assert.True(new LdSoCacheOrder(charIsSigned: false).CompareNames("lib\u00e4", "liba") > 0);
}
