using System.Buffers.Binary;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.Gpt;
using InitrdComposer.Sysext;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Extensions;
using Xunit;

namespace InitrdComposer.Tests.Sysext;

public sealed class VerityImageTests : IDisposable
{
    private static readonly byte[] Tree = new SquashfsSpec().Add("usr/x", "x").ToBytes();

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatIsSignedIsWhatTheTreeCovers() => Assert.Equal(64, RootHashOf(new(Tree)).Length);

    [Theory]
    [InlineData(2)]
    [InlineData(1L << 24)]
    [InlineData(1L << 46)]
    public void BlocksThatAreNotThereAreMalformed(long blocks)
    {
        ComposerException refusal = Refusal(new(Tree) { Verity = verity => BinaryPrimitives.WriteInt64LittleEndian(verity.AsSpan(72), blocks) });
        Assert.Equal(("IC-IMG03", $"data_blocks: got {blocks}, expected at most 1"), (refusal.Id.ToString(), refusal.Message));
    }

    /// <summary>The signed image has root's three partitions and no others.</summary>
    [Fact]
    public void PartitionsThatWouldBeLostAreRefused()
    {
        var swap = Guid.Parse("0657fd6d-a4ab-43c4-84e5-0933c84b4f4f");
        Assert.Equal($"got a partition of type {swap}, which would be lost, expected an image as `sysext build` and systemd-repart make it", Refusal(With(swap)).Message);
        Assert.StartsWith("got a partition usr-x86-64, which", Refusal(With(Type(PartitionTree.Usr, "x86-64"))).Message, StringComparison.Ordinal);
        Assert.StartsWith("got a partition root-arm64, which", Refusal(With(Type(PartitionTree.Root, "arm64"))).Message, StringComparison.Ordinal);
        Assert.StartsWith("got two partitions root-x86-64, which", Refusal(With(Type(PartitionTree.Root, "x86-64"))).Message, StringComparison.Ordinal);
    }

    private static DdiSpec With(Guid type) => new(Tree) { Others = [type] };

    private static Guid Type(PartitionTree tree, string architecture) => DiscoverablePartitions.TypeOf(tree, PartitionContent.Data, architecture);

    private ComposerException Refusal(DdiSpec image) => Assert.Throws<ComposerException>(() => RootHashOf(image));

    private string RootHashOf(DdiSpec image)
    {
        File.WriteAllBytes(_folder["one.sysext.raw"], image.ToBytes());
        using var source = FileSource.Open(Disk.Host, _folder["one.sysext.raw"]);
        return VerityImage.Open(source, threads: 1).RootHash.Hex;
    }
}
