using System.Text;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Rpm;
using Xunit;

namespace InitrdComposer.Formats.Tests.Rpm;

/// <summary>Payloads that do not agree with their header.</summary>
public sealed class RpmPayloadReaderTests
{
    private const ushort RegularMode = (ushort)(InodeMode.Regular | 0x1A4);

    private static readonly RpmFile[] Files =
    [
        File("/a", 1), File("/b", 2, group: 2, isLast: false), File("/c", 2, group: 2),
        File("/d", 1) with { Mode = (ushort)(InodeMode.SymbolicLink | 0x1FF), LinkTarget = "a"u8.ToArray() },
        File("/g", 9) with { Flags = RpmFileFlags.Ghost },
    ];

    private static readonly (string Name, string Data)[] Sound = [("./a", "1"), ("./b", ""), ("./c", "22"), ("./d", "a")];

    [Fact]
    public void ASoundPayloadIsReadInAnyOrderAndWithAnyRoot()
    {
        Assert.Equal([0, 1, 2, 3], Read(Write(Sound)));
        Assert.Equal([3, 2, 1, 0], Read(Write([.. Sound.Reverse()])));
        Assert.Equal([0, 1, 2, 3], Read(Write([.. Sound.Select(entry => (entry.Name[1..], entry.Data))])));
        Assert.Equal([0, 1, 2, 3], Read(Write([.. Sound.Select(entry => (entry.Name[2..], entry.Data))])));
    }

    [Fact]
    public void TruncationAtEveryOffsetIsMalformed()
    {
        byte[] payload = Write(Sound);
        for (int length = 0; length < payload.Length - 3; length++) Assert.Throws<MalformedDataException>(() => Read(payload[..length]));
    }

    [Fact]
    public void AFileThatTheHeaderDoesNotHaveIsMalformed() => Refused("name", [.. Sound, ("./e", "")]);

    [Fact]
    public void AFileOfTheHeaderThatIsMissingIsMalformed() => Refused("trailer", Sound[1..]);

    [Fact]
    public void AFileTwiceIsMalformed() => Refused("name", [.. Sound, Sound[0]]);

    [Fact]
    public void AGhostInThePayloadIsMalformed() => Refused("name", [.. Sound, ("./g", "")], file => file with { Flags = RpmFileFlags.Ghost, Size = 0 });

    [Fact]
    public void AnotherSizeThanTheHeadersIsMalformed() => Refused("filesize", [("./a", "12"), .. Sound[1..]]);

    [Fact]
    public void DataWithAnotherThanTheLastLinkIsMalformed()
    {
        Refused("filesize of a hard link", [Sound[0], ("./b", "22"), ("./c", ""), Sound[3]]);
        Refused("filesize of a hard link", [Sound[0], ("./b", "22"), ("./c", "22"), Sound[3]]);
        Refused("filesize of a hard link", [Sound[0], ("./b", ""), ("./c", ""), Sound[3]]);
    }

    [Fact]
    public void AnotherLinkTargetThanTheHeadersIsMalformed() => Refused("link target", [.. Sound[..3], ("./d", "b")]);

    [Fact]
    public void AnotherModeThanTheHeadersIsMalformed()
    {
        byte[] payload = Write(Sound);
        payload[21]++;
        Assert.Equal("mode", Assert.Throws<MalformedDataException>(() => Read(payload)).Field);
    }

    [Fact]
    public void BytesBehindTheTrailerAreMalformed() =>
        Assert.Equal("end of data", Assert.Throws<MalformedDataException>(() => Read([.. Write(Sound), 0])).Field);

    [Fact]
    public void AnIndexTwiceIsMalformed()
    {
        byte[] trailer = Write([]);
        byte[] entry = Encoding.ASCII.GetBytes("07070X00000000\0\0" + "1\0\0\0");
        MalformedDataException error = Assert.Throws<MalformedDataException>(() => Read([.. entry, .. entry, .. trailer]));
        Assert.Equal(("file index", (long)entry.Length), (error.Field, error.Position.Offset));
        Assert.Contains("first at offset 0x0", error.Got, StringComparison.Ordinal);
    }

    private static void Refused(string field, (string, string)[] entries, Func<RpmFile, RpmFile>? ghost = null)
    {
        RpmFile[] files = ghost is null ? Files : [.. Files[..^1], ghost(Files[^1])];
        Assert.Equal(field, Assert.Throws<MalformedDataException>(() => Read(Write(entries), files)).Field);
    }

    private static List<int> Read(byte[] payload, RpmFile[]? files = null)
    {
        var reader = new RpmPayloadReader(new MemoryStream(payload), files ?? Files);
        List<int> indexes = [];
        while (reader.TryReadNext(out int index, out _)) indexes.Add(index);
        return indexes;
    }

    private static RpmFile File(string path, long size, int group = 0, bool isLast = true) => new(
        Encoding.UTF8.GetBytes(path), RegularMode, "root", "root", 0, size, null, default, 0, group, isLast, RpmFileFlags.None, 0, "", "");

    private static byte[] Write((string Name, string Data)[] entries)
    {
        using var output = new MemoryStream();
        var writer = new NewcWriter(output);
        foreach ((string name, string data) in entries)
        {
            uint mode = name.EndsWith('d') ? InodeMode.SymbolicLink | 0x1FF : RegularMode;
            writer.Add(new NewcHeader { Mode = mode, Nlink = 1 }, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));
        }

        writer.Complete();
        return output.ToArray();
    }
}
