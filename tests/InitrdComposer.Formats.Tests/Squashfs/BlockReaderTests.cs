using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;
using Xunit;

namespace InitrdComposer.Formats.Tests.Squashfs;

public sealed class BlockReaderTests
{
    /// <summary>Whoever says something else of a block that was read before is answered by what it says.</summary>
    [Fact]
    public void WhatIsKeptIsOfTheSameClaims()
    {
        using var image = new MemoryStream();
        SquashfsWriter.Write(new(new SquashfsBody.Directory([]), 0x1ED, 0, 0, 0, []), new(), image);
        var source = PositionalSource.OfBytes(image.ToArray());
        var blocks = new BlockReader(source, SquashfsSuperblock.Read(image.GetBuffer().AsSpan(0, 96), image.Length));
        Assert.Equal(64, blocks.Read(0, 64, isStored: true, limit: 4096).Length);
        Assert.Equal(32, blocks.Read(0, 32, isStored: true, limit: 4096).Length);
        Assert.Throws<MalformedDataException>(() => blocks.Read(0, 64, isStored: true, limit: 63));
        Assert.Throws<MalformedDataException>(() => blocks.Read(0, 64, isStored: false, limit: 4096));
    }
}
