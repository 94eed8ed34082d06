using FsCheck;
using FsCheck.Fluent;
using InitrdComposer.Formats.Kmod;
using Xunit;

namespace InitrdComposer.Formats.Tests.Kmod;

/// <summary>What IndexWriter wrote, which is compared with depmod's own files elsewhere, is read back.</summary>
public sealed class IndexReaderTests
{
    private static readonly IndexEntry[] Some =
    [
        new("pci:v*d*sv*sd*bc01sc08i02*", "nvme", 3), new("pci:v00001AF4d*", "virtio_pci", 1), new("pci:v00001AF4d*", "other", 2), new("fs_ext4", "ext4", 0), new("", "empty", 5),
    ];

    [Fact]
    public void EveryKeyAndValueComesBackInOrder() =>
        Assert.Equal(Some.OrderBy(entry => entry.Key, StringComparer.Ordinal).ThenBy(entry => entry.Priority), IndexReader.Read(IndexWriter.Write(Some)));

    [Fact]
    public void WhateverIsWrittenIsReadBack() => Check.QuickThrowOnFailure(Prop.ForAll<NonNull<string>[]>(texts =>
    {
        IndexEntry[] entries = [.. texts.Select(text => string.Concat(text.Get.Where(c => c is > '\0' and < '\x80'))).Distinct().Select((text, i) => new IndexEntry(text, $"m{i}", (uint)i))];
        return IndexReader.Read(IndexWriter.Write(entries)).OrderBy(entry => entry.Priority).SequenceEqual(entries);
    }));

    [Fact]
    public void AnEmptyFileHasNoEntries() => Assert.Empty(IndexReader.Read(default));

    [Fact]
    public void CutOffAnywhereItIsMalformed()
    {
        byte[] whole = IndexWriter.Write(Some);
        for (int length = 1; length < whole.Length; length++) Assert.Throws<MalformedDataException>(() => IndexReader.Read(whole.AsMemory(0, length)));
    }

    [Fact]
    public void AnotherMagicOrVersionIsMalformed()
    {
        Assert.Equal("magic", Damaged(0).Field);
        Assert.Equal("version", Damaged(5).Field);
    }

    /// <summary>Nodes that lead back to themselves would never end.</summary>
    [Fact]
    public void ANodeThatIsItsOwnChildIsMalformed()
    {
        byte[] index = Convert.FromHexString("B007F457" + "00020001" + "2000000C" + "6161" + "2000000C");
        Assert.Equal("children", Assert.Throws<MalformedDataException>(() => IndexReader.Read(index)).Field);
    }

    /// <summary>Twenty nodes, each with the next one as two children, would be a million keys.</summary>
    [Fact]
    public void NodesThatAreSharedAreMalformed()
    {
        string nodes = string.Concat(Enumerable.Range(1, 20).Select(i => $"6162{0x2000000C + (i * 10):X8}{0x2000000C + (i * 10):X8}"));
        byte[] index = Convert.FromHexString($"B007F457000200012000000C{nodes}4000000000000000000000");
        Assert.Equal("children", Assert.Throws<MalformedDataException>(() => IndexReader.Read(index)).Field);
    }

    private static MalformedDataException Damaged(int at)
    {
        byte[] index = IndexWriter.Write(Some);
        index[at] ^= 0xFF;
        return Assert.Throws<MalformedDataException>(() => IndexReader.Read(index));
    }
}
