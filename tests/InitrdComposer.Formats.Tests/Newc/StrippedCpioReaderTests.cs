using System.Text;
using InitrdComposer.Formats.Newc;
using Xunit;

namespace InitrdComposer.Formats.Tests.Newc;

public sealed class StrippedCpioReaderTests
{
    private static readonly long[] Sizes = [0, 5, 3];

    [Fact]
    public void EntriesAreIndexesWithTheSizesOfTheHeader()
    {
        List<(int, string)> entries = ReadAll(Archive("00000001", "hello", "00000000", "", "00000002", "abc"));
        Assert.Equal([(1, "hello"), (0, ""), (2, "abc")], entries);
    }

    [Theory]
    [InlineData("00000003", "file index")]
    [InlineData("FFFFFFFF", "file index")]
    [InlineData("0000000x", "file index")]
    public void AnIndexOutsideTheFileListIsMalformed(string index, string field)
    {
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => ReadAll(Archive(index, "")));
        Assert.Equal(field, error.Field);
        Assert.Equal(6, error.Position.Offset);
    }

    [Fact]
    public void AnOrdinaryEntryIsNoTrailer()
    {
        byte[] archive = Archive();
        archive[NewcHeader.Size] = (byte)'t';
        Assert.Equal("name", Assert.Throws<MalformedDataException>(() => ReadAll(archive)).Field);
    }

    [Fact]
    public void TruncationAtEveryOffsetIsMalformed()
    {
        byte[] archive = Archive("00000001", "hello", "00000002", "abc");
        for (int length = 0; length < archive.Length - CpioTool.LastPadding; length++)
        {
            MalformedDataException error = Assert.Throws<MalformedDataException>(() => ReadAll(archive[..length]));
            Assert.Equal(length, error.Position.Offset);
        }
    }

    private static List<(int Index, string Content)> ReadAll(byte[] archive)
    {
        var reader = new StrippedCpioReader(new MemoryStream(archive), Sizes);
        List<(int, string)> entries = [];
        while (reader.TryReadNext(out int index, out Stream content))
        {
            using var text = new StreamReader(content);
            entries.Add((index, text.ReadToEnd()));
        }

        return entries;
    }

    private static byte[] Archive(params string[] indexesAndContents)
    {
        using var output = new MemoryStream();
        foreach (string[] entry in indexesAndContents.Chunk(2))
        {
            output.Write(Encoding.ASCII.GetBytes($"07070X{entry[0]}\0\0{entry[1]}"));
            while (output.Length % 4 != 0) output.WriteByte(0);
        }

        new NewcWriter(output).Complete();
        return output.ToArray();
    }
}
