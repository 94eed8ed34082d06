using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;
using Xunit;

namespace InitrdComposer.Formats.Tests.Squashfs;

public sealed class BlockReaderTests
{
    /// <summary>zlib's header may ask for a dictionary (RFC 1950, 2.2, FDICT), which nobody has.</summary>
    [Fact]
    public void ABlockThatAsksForADictionaryIsMalformed()
    {
        byte[] block = [0x78, 0xBB, 0, 0, 0, 1, 3, 0, 0, 0, 0, 1];
        var superblock = SquashfsSuperblock.Read(Empty(), Empty().Length) with { Format = CompressionFormat.Gzip };
        var blocks = new BlockReader(PositionalSource.OfBytes(block), superblock);
        Assert.Throws<MalformedDataException>(() => blocks.Read(0, block.Length, isStored: false, limit: 4096));
    }

    /// <summary>Whoever says something else of a block that was read before is answered by what it says.</summary>
    [Fact]
    public void WhatIsKeptIsOfTheSameClaims()
    {
        byte[] image = Empty();
        var blocks = new BlockReader(PositionalSource.OfBytes(image), SquashfsSuperblock.Read(image, image.Length));
        Assert.Equal(64, blocks.Read(0, 64, isStored: true, limit: 4096).Length);
        Assert.Equal(32, blocks.Read(0, 32, isStored: true, limit: 4096).Length);
        Assert.Throws<MalformedDataException>(() => blocks.Read(0, 64, isStored: true, limit: 63));
        Assert.Throws<MalformedDataException>(() => blocks.Read(0, 64, isStored: false, limit: 4096));
    }

    private static byte[] Empty()
    {
        using var image = new MemoryStream();
        SquashfsWriter.Write(new(new SquashfsBody.Directory([]), 0x1ED, 0, 0, 0, []), new(), image);
        return image.ToArray();
    }
}
