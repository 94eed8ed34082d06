using System.Buffers.Binary;
using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Uki;
using Xunit;

namespace InitrdComposer.Tests.Uki;

public sealed class KernelImageTests
{
    [Theory]
    [InlineData("6.12.117+deb13-cloud-amd64 (debian-kernel@lists.debian.org) #1 SMP", "6.12.117+deb13-cloud-amd64")]
    [InlineData("6.1.0", null)]
    [InlineData(" (nobody@nowhere) #1", null)]
    [InlineData("6.1\u0001 (nobody@nowhere) #1", null)]
    public void SetupHeaderPointsToTheVersion(string text, string? version)
    {
        byte[] kernel = new byte[0x1000];
        "HdrS"u8.CopyTo(kernel.AsSpan(0x202));
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(0x20E), 0x600);
        Encoding.ASCII.GetBytes(text).CopyTo(kernel, 0x800);
        Assert.Equal(version, KernelImage.ReadVersion(PositionalSource.OfBytes(kernel)));
    }

    [Fact]
    public void SetupHeaderThatPointsBehindTheImageHasNone()
    {
        byte[] kernel = new byte[0x300];
        "HdrS"u8.CopyTo(kernel.AsSpan(0x202));
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(0x20E), 0xFFFF);
        Assert.Null(KernelImage.ReadVersion(PositionalSource.OfBytes(kernel)));
    }

    [Fact]
    public void BannerIsFoundAcrossBufferBorders()
    {
        byte[] kernel = new byte[3 << 20];
        "Linux version %s"u8.CopyTo(kernel.AsSpan(100));
        "Linux version 6.12.0-arm64 (builder@host) (gcc) #1"u8.CopyTo(kernel.AsSpan((1 << 20) - 20));
        Assert.Equal("6.12.0-arm64", KernelImage.ReadVersion(PositionalSource.OfBytes(kernel)));
    }

    [Fact]
    public void ElfKernelHasItInTheBuildSaltNote()
    {
        byte[] kernel = new byte[0x200];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(kernel);
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(16), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(18), 62);
        BinaryPrimitives.WriteUInt64LittleEndian(kernel.AsSpan(40), 0x100); // e_shoff
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(58), 64);    // e_shentsize
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(60), 3);     // e_shnum
        BinaryPrimitives.WriteUInt16LittleEndian(kernel.AsSpan(62), 2);     // e_shstrndx
        WriteSection(kernel.AsSpan(0x140), 7, 0x40, 32);
        WriteSection(kernel.AsSpan(0x180), 3, 0x60, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(kernel.AsSpan(0x40), 6);
        BinaryPrimitives.WriteUInt32LittleEndian(kernel.AsSpan(0x44), 11);
        BinaryPrimitives.WriteUInt32LittleEndian(kernel.AsSpan(0x48), 0x100);
        "Linux\0\0\0"u8.CopyTo(kernel.AsSpan(0x4C));
        "6.1.0-test\0\0"u8.CopyTo(kernel.AsSpan(0x54));
        Assert.Equal("6.1.0-test", KernelImage.ReadVersion(PositionalSource.OfBytes(kernel)));

        static void WriteSection(Span<byte> header, uint type, ulong offset, ulong size)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], type);
            BinaryPrimitives.WriteUInt64LittleEndian(header[24..], offset);
            BinaryPrimitives.WriteUInt64LittleEndian(header[32..], size);
        }
    }

    [Fact]
    public void ImageWithoutAnyHasNone() => Assert.Null(KernelImage.ReadVersion(UkiFixtures.Source("linux.pe").Bytes));

    [Fact]
    public void LiteralCommandLineHasSingleSpaces() => Assert.Equal("console=ttyS0 quiet"u8.ToArray(), KernelCommandLine.FromLiteral("  console=ttyS0\n\t quiet "));
}
