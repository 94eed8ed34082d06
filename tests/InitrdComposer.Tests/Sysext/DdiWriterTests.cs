using System.Text;
using System.Text.Json;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Verity;
using InitrdComposer.Sysext;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Sysext;

public sealed class DdiWriterTests
{
    private static readonly DdiSeed Seed = new(Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"));

    /// <summary>Given the file system and the signature, all else is what systemd-repart 262.1 wrote.</summary>
    [Fact]
    public void TheImageIsRepartsByteForByte()
    {
        byte[] signature = DemoExtension.Partition(2);
        using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetString(signature).TrimEnd('\0'));
        Assert.True(Digest.TryFromHex(DigestAlgorithm.Sha256, json.RootElement.GetProperty("certificateFingerprint").GetString(), out Digest fingerprint));
        var signed = new VeritySignature(fingerprint, json.RootElement.GetProperty("signature").GetBytesFromBase64());

        VeritySuperblock verity = VeritySuperblock.Read(DemoExtension.Partition(1));
        byte[] data = DemoExtension.Partition(0)[..(int)(verity.DataBlocks * verity.DataBlockSize)];
        using var output = new MemoryStream();
        Digest root = DdiWriter.Write(PositionalSource.OfBytes(data), "x86-64", Seed, _ => signed, threads: 2, output);
        Assert.Equal(File.ReadAllText(Checkout.Fixture("sysext", "roothash.txt")).Trim(), root.Hex);
        Assert.Equal(DemoExtension.Bytes, output.ToArray());
    }

    [Fact]
    public void TheFileSystemsNameIsRepartsToo()
    {
        Assert.True(DiscoverablePartitions.TryFind(PartitionTree.Root, PartitionContent.Data, "x86-64", out Guid? type));
        Assert.Equal(Guid.Parse("e23fa935-5911-428c-b168-a4b761ee82bd"), Seed.FileSystem(type.Value));
    }

    /// <summary>With and without signature, small and large: sfdisk and veritysetup agree, and the partitions hold what they should.</summary>
    [Theory]
    [InlineData(4096, true)]
    [InlineData(4096, false)]
    [InlineData(1 << 20, true)]
    [InlineData((5 << 20) + 4096, false)]
    [InlineData(40 << 20, true)]
    public void OtherToolsReadTheImage(int length, bool isSigned)
    {
        using var folder = new TempFolder();
        byte[] data = new byte[length];
        new Random(length).NextBytes(data);
        Digest root;
        using (FileStream file = File.Create(folder["image"]))
        {
            root = DdiWriter.Write(PositionalSource.OfBytes(data), "arm64", Seed, isSigned ? hash => new(hash, new byte[1000]) : null, threads: 2, file);
        }

        string verified = Tool.Require("sfdisk", "fdisk").Run("--verify", folder["image"]);
        Assert.Contains("No errors detected", verified, StringComparison.Ordinal);
        byte[] image = File.ReadAllBytes(folder["image"]);
        GptTable table = GptTable.Read(PositionalSource.OfBytes(image));
        Assert.Equal(isSigned ? 3 : 2, table.Partitions.Length);
        Assert.Equal(image.Length, table.Blocks * GptTable.BlockSize);
        File.WriteAllBytes(folder["data"], image.AsSpan((int)table.Partitions[0].Offset, length));
        File.WriteAllBytes(folder["hash"], image.AsSpan((int)table.Partitions[1].Offset, (int)table.Partitions[1].Length));
        Tool.Require("veritysetup", "cryptsetup-bin").Run("verify", folder["data"], folder["hash"], root.Hex);
    }
}
