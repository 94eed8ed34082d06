using System.Buffers.Binary;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Uki;
using Xunit;

namespace InitrdComposer.Tests.Uki;

public sealed class KernelFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void APEImageStaysAsItIs()
    {
        NamedSource kernel = UkiFixtures.Source("linux.pe");
        using var file = KernelFile.Open(kernel, Disk.Host, _folder.Path);
        Assert.Same(kernel, file.Image);
        Assert.Null(file.Notice);
    }

    [Theory]
    [InlineData("gzip", "gzip", "-c")]
    [InlineData("bzip2", "bzip2", "-c")]
    [InlineData("zstd", "zstd", "-c")]
    [InlineData("lz4", "lz4", "-l -c")]
    [InlineData("xz", "xz-utils", "-c --format=lzma")]
    [InlineData("xz", "xz-utils", "-c")]
    public void AKernelThatIsCompressedAsAWholeIsUnpackedAndItIsTold(string tool, string package, string options)
    {
        using var file = KernelFile.Open(UkiFixtures.Source("vmlinuz", Compressed.ByTool(tool, package, UkiFixtures.Bytes("linux.pe"), options)), Disk.Host, _folder.Path);
        Assert.Equal(UkiFixtures.Bytes("linux.pe"), UkiFixtures.BytesOf(file.Image.Bytes));
        Assert.Equal("IC-PEX01", file.Notice?.Id.ToString());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path, "*spool*"));
    }

    [Fact]
    public void AZbootPayloadIsUnpacked()
    {
        using var file = KernelFile.Open(UkiFixtures.Source("vmlinuz", Zboot("gzip", Compressed.Gzip(UkiFixtures.Bytes("linux.pe")))), Disk.Host, _folder.Path);
        Assert.Equal(UkiFixtures.Bytes("linux.pe"), UkiFixtures.BytesOf(file.Image.Bytes));
    }

    [Fact]
    public void TheBannerInsideAZbootImageTellsTheVersion()
    {
        byte[] image = [.. new byte[5000], .. Encoding.ASCII.GetBytes("Linux version 6.12.0-arm64 (builder@host) (gcc) #1"), .. new byte[5000]];
        Assert.Equal("6.12.0-arm64", KernelImage.ReadVersion(PositionalSource.OfBytes(Zboot("zstd", Compressed.Zstd(image)))));
    }

    [Fact]
    public void DamagedDataIsRefused()
    {
        byte[] kernel = Compressed.Gzip(UkiFixtures.Bytes("linux.pe"));
        var error = Assert.Throws<ComposerException>(() => KernelFile.Open(UkiFixtures.Source("vmlinuz", kernel[..^20]), Disk.Host, _folder.Path));
        Assert.Equal("IC-PEX01", error.Id.ToString());
        Assert.Equal("vmlinuz", error.Location?.File);
    }

    [Fact]
    public void WhatIsNeitherStaysForTheLinkerToRefuse()
    {
        NamedSource elf = UkiFixtures.Source("vmlinux", [0x7F, (byte)'E', (byte)'L', (byte)'F', .. new byte[100]]);
        using var file = KernelFile.Open(elf, Disk.Host, _folder.Path);
        Assert.Same(elf, file.Image);
    }

    /// <summary>As drivers/firmware/efi/libstub/zboot-header.S begins, without its PE headers.</summary>
    private static byte[] Zboot(string format, byte[] payload)
    {
        byte[] image = new byte[64 + payload.Length];
        "MZ\0\0zimg"u8.CopyTo(image);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(8), 64);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(12), (uint)payload.Length);
        Encoding.ASCII.GetBytes(format).CopyTo(image, 24);
        payload.CopyTo(image, 64);
        return image;
    }
}
