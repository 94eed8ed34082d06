using System.Text;
using InitrdComposer.Formats.Newc;
using Xunit;

namespace InitrdComposer.Formats.Tests.Newc;

public sealed class NewcSequenceTests
{
    [Fact]
    public void ArchivesInARowAreOpenedOneAfterTheOtherWhateverWasReadOfThem()
    {
        byte[] all = [.. Archive("a", "b"), .. new byte[512], .. Archive("c")];
        var sequence = new NewcSequence(new MemoryStream(all), offset: 0x40);
        Assert.True(sequence.TryOpenNext(out NewcReader? first));
        Assert.True(first.TryReadNext(out NewcEntry entry));
        Assert.Equal("a", Encoding.UTF8.GetString(entry.Name.Span));

        Assert.True(sequence.TryOpenNext(out NewcReader? second));
        Assert.Equal(0x40 + all.Length - Archive("c").Length, second.Offset);
        Assert.True(second.TryReadNext(out entry));
        Assert.Equal("c", Encoding.UTF8.GetString(entry.Name.Span));

        Assert.False(sequence.TryOpenNext(out _));
        Assert.True(sequence.IsAtEnd);
    }

    [Fact]
    public void ItStopsWhereSomethingElseBeginsAndSaysWhere()
    {
        byte[] archive = Archive("a");
        var sequence = new NewcSequence(new MemoryStream([.. archive, 0, 0, 0, 0, 0x28, 0xB5, 0x2F, 0xFD]));
        Assert.True(sequence.TryOpenNext(out _));
        Assert.False(sequence.TryOpenNext(out _));
        Assert.False(sequence.IsAtEnd);
        Assert.Equal(archive.Length + 4, sequence.Offset);
    }

    private static byte[] Archive(params string[] names)
    {
        using var bytes = new MemoryStream();
        var writer = new NewcWriter(bytes);
        foreach (string name in names) writer.Add(new NewcHeader { Ino = 1, Mode = 0x81A4, Nlink = 1 }, Encoding.UTF8.GetBytes(name), "data"u8);
        writer.Complete();
        return bytes.ToArray();
    }
}
