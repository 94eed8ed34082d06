using System.Text.RegularExpressions;
using InitrdComposer.Diagnostics;
using InitrdComposer.Esp;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Esp;

/// <summary>Beside what mkfs.vfat makes of files of those sizes.</summary>
public sealed partial class FatVolumeTests
{
    private const long Mebibyte = 1 << 20;

    [Theory]
    [InlineData(34 * Mebibyte, null)]
    [InlineData((100 * Mebibyte) + 1536, null)]
    [InlineData(256 * Mebibyte, null)]
    [InlineData((256 * Mebibyte) + 512, null)]
    [InlineData(260 * Mebibyte, null)]
    [InlineData((260 * Mebibyte) + 512, null)]
    [InlineData(512 * Mebibyte, null)]
    [InlineData(512 * Mebibyte, 512)]
    [InlineData(512 * Mebibyte, 2048)]
    [InlineData((1024 * Mebibyte) - 512, null)]
    [InlineData((2048 * Mebibyte) + 29_184, 16384)]
    [InlineData(8192 * Mebibyte, null)]
    [InlineData(8193 * Mebibyte, null)]
    [InlineData(16_385 * Mebibyte, null)]
    [InlineData(33_000 * Mebibyte, null)]
    public void RoomIsWhatMkfsMakes(long size, int? clusterSize)
    {
        using var folder = new TempFolder();
        using (FileStream image = File.Create(folder["esp.img"])) image.SetLength(size);
        string said = Tool.Require("mkfs.vfat", "dosfstools").Run(["-v", "-F", "32", .. clusterSize is null ? [] : (string[])["-s", $"{clusterSize / 512}"], folder["esp.img"]]);
        var volume = FatVolume.Of(size, clusterSize);
        Assert.Equal(
            (int.Parse(SectorsPerCluster().Match(said).Groups[1].Value) * 512, long.Parse(Clusters().Match(said).Groups[1].Value)), (volume.ClusterSize, volume.Clusters));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(32 * Mebibyte, null)]
    [InlineData(200 * Mebibyte, 4096)]
    [InlineData(long.MaxValue / 4, null)]
    public void WhatWouldNotBeFat32IsRefused(long size, int? clusterSize) =>
        Assert.Equal("IC-ESP08", Assert.Throws<ComposerException>(() => FatVolume.Of(size, clusterSize)).Id.ToString());

    [GeneratedRegex(@"provides (\d+) clusters")]
    private static partial Regex Clusters();

    [GeneratedRegex(@"and (\d+) sectors? per cluster")]
    private static partial Regex SectorsPerCluster();
}
