using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Verity;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Formats.Tests.Verity;

public sealed class VerityTreeTests
{
    private static readonly VeritySuperblock Demo = VeritySuperblock.Read(DemoExtension.Partition(1).AsSpan(0, VeritySuperblock.Size));

    /// <summary>What systemd-repart 262.1 made of the same data.</summary>
    [Fact]
    public void TheHashAreaIsRepartsByteForByte()
    {
        byte[] data = DemoExtension.Partition(0)[..(int)(Demo.DataBlocks * Demo.DataBlockSize)];
        VerityTree tree = VerityTree.Of(PositionalSource.OfBytes(data), Demo, threads: 2);
        Assert.Equal(File.ReadAllText(Checkout.Fixture("sysext", "roothash.txt")).Trim(), tree.RootHash.Hex);
        byte[] expected = DemoExtension.Partition(1);
        Assert.Equal(expected[..(int)tree.Length], Written(tree));
        Assert.False(expected.AsSpan((int)tree.Length).ContainsAnyExcept((byte)0));
    }

    /// <summary>One block, less than a hash block of digests, exactly one, more, and three levels.</summary>
    [Theory]
    [InlineData(1, 4096, 4096, 32)]
    [InlineData(2, 4096, 4096, 0)]
    [InlineData(127, 4096, 4096, 32)]
    [InlineData(128, 4096, 4096, 256)]
    [InlineData(129, 4096, 4096, 32)]
    [InlineData(20_000, 4096, 4096, 32)]
    [InlineData(300, 512, 1024, 7)]
    [InlineData(300, 1024, 512, 7)]
    public void VeritysetupAcceptsTheTree(int blocks, int dataBlockSize, int hashBlockSize, int saltSize)
    {
        using var folder = new TempFolder();
        var random = new Random(blocks);
        byte[] data = new byte[blocks * dataBlockSize];
        random.NextBytes(data);
        byte[] salt = new byte[saltSize];
        random.NextBytes(salt);
        File.WriteAllBytes(folder["data"], data);
        VerityTree tree = VerityTree.Of(PositionalSource.OfBytes(data), new(Guid.NewGuid(), dataBlockSize, hashBlockSize, 0, [.. salt]), threads: 2);
        byte[] written = Written(tree);
        File.WriteAllBytes(folder["hash"], written);
        Assert.Equal(tree.Length, written.Length);
        Assert.Equal(tree.Superblock.Uuid, VeritySuperblock.Read(written).Uuid);

        Tool veritysetup = Tool.Require("veritysetup", "cryptsetup-bin");
        veritysetup.Run("verify", folder["data"], folder["hash"], tree.RootHash.Hex);
        Assert.Contains(tree.Superblock.Uuid.ToString(), veritysetup.Run("dump", folder["hash"]), StringComparison.Ordinal);
        Assert.Equal(tree.RootHash, VerityTree.Of(PositionalSource.OfBytes(data), tree.Superblock, threads: 1).RootHash);

        data[^1] ^= 1;
        File.WriteAllBytes(folder["data"], data);
        Assert.NotEqual(0, veritysetup.Start(null, null, "verify", folder["data"], folder["hash"], tree.RootHash.Hex).ExitCode);
    }

    [Theory]
    [InlineData(0, 0x56, "signature")]
    [InlineData(8, 2, "version: got 2, expected 1")]
    [InlineData(12, 0, "hash_type: got 0, expected 1")]
    [InlineData(32, 0x78, "algorithm: got \"xha256\", expected sha256")]
    [InlineData(65, 0x11, "data_block_size: got 4352")]
    [InlineData(70, 0x02, "hash_block_size: got 135168")]
    [InlineData(79, 0x80, "data_blocks")]
    [InlineData(81, 0x02, "salt_size: got 544, expected at most 256")]
    public void ADamagedSuperblockIsRefused(int offset, byte value, string expected)
    {
        byte[] superblock = DemoExtension.Partition(1)[..VeritySuperblock.Size];
        superblock[offset] = value;
        MalformedDataException malformed = Assert.Throws<MalformedDataException>(() => VeritySuperblock.Read(superblock));
        Assert.Contains(expected, malformed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    public void WhatIsNoRowOfBlocksIsRefused(int length) =>
        Assert.Throws<ArgumentException>(() => VerityTree.Of(PositionalSource.OfBytes(new byte[length]), Demo, threads: 1));

    private static byte[] Written(VerityTree tree)
    {
        using var output = new MemoryStream();
        tree.WriteTo(output);
        return output.ToArray();
    }
}
