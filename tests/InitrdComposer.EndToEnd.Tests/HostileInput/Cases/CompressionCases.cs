using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Cpio;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput.Cases;

/// <summary>Compressed streams, most of them payloads.</summary>
internal static partial class CompressionCases
{
    private const int Zeros = 160 << 20;

    public static IReadOnlyList<HostileCase> All { get; } =
    [
        new("CMP-01", "a wrong CRC-32", Gzip(s => Flip(s, s.Length - 8)), Refused(1, "member: got incorrect data check")),
        new("CMP-01", "a wrong length", Gzip(s => Flip(s, s.Length - 4)), Refused(1, "member: got incorrect length check")),
        new("CMP-01", "a stream that ends early", Gzip(s => s[..^9]), Refused(1, "end of data: got a truncated stream")),
        new("CMP-01", "an extra field of 64 KiB that is not there", Gzip(s => [.. s[..3], 4, .. s[4..10], 0xFF, 0xFF, .. s[10..]]), Refused(1, "end of data: got a truncated stream")),
        new("CMP-01", "reserved flags", Gzip(s => [.. s[..3], 0xE0, .. s[4..]]), Refused(1, "member: got unknown header flags set")),
        new("CMP-01", "an extra field and a name", Gzip(s => [.. s[..3], 4 | 8, .. s[4..10], 2, 0, 1, 2, .. "name\0"u8, .. s[10..]]), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CMP-02", "a wrong check", Xz(s => Flip(s, s.Length - (12 + IndexSize(s) + 2))), Refused(2, "stream: got corrupt data")),
        new("CMP-02", "an index that is cut off", Xz(s => s[..^16]), Refused(2, "end of data: got a truncated stream")),
        new("CMP-02", "an index with a number that does not end", Xz(s => Overwrite(s, s.Length - (12 + IndexSize(s)) + 1, Enumerable.Repeat((byte)0xFF, IndexSize(s) - 1))), Refused(2, "stream: got corrupt data")),
        new("CMP-02", "a dictionary of 4 GiB", Xz(WithLargestDictionary), Refused(2, "dictionary size: got a decoder over the memory limit, expected at most 268435456 bytes")),
        new("CMP-03", "many blocks, made by many threads", Payload("xz", archive => ByTool("xz", "xz-utils", archive, "-T2", "--block-size=256")), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CMP-03", "many blocks, one of them damaged", Payload("xz", archive => Flip(ByTool("xz", "xz-utils", archive, "-T2", "--block-size=256"), 300)), Refused(2, "stream: got corrupt data")),
        new("CMP-04", "a dictionary of 4 GiB", Payload("lzma", archive => Overwrite(Compressed.Lzma(archive), 1, [0xFF, 0xFF, 0xFF, 0xFF])), Refused(4, "dictionary size: got a decoder over the memory limit")),
        new("CMP-04", "properties that are none", Payload("lzma", archive => Overwrite(Compressed.Lzma(archive), 0, [0xFF])), Refused(4, "magic: got another format")),
        new("CMP-04", "LZMA-alone where xz was declared", Payload("xz", Compressed.Lzma), Refused(2, "magic: got another format")),
        new("CMP-05", "a window of 2 GiB", Payload("zstd", _ => [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 0x01, 0x00, 0x00]), Refused(5, "frame: got ")),
        new("CMP-05", "a dictionary's number", Payload("zstd", _ => [0x28, 0xB5, 0x2F, 0xFD, 0x01, 0x58, 0x07, 0x01, 0x00, 0x00]), Refused(5, "frame: got ")),
        new("CMP-05", "a skippable frame of 4 GiB", Payload("zstd", _ => [0x50, 0x2A, 0x4D, 0x18, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3]), Refused(5, "end of data: got a truncated stream")),
        new("CMP-05", "a wrong checksum", Payload("zstd", archive => FlipLast(ByTool("zstd", "zstd", archive, "--check"))), Refused(5, "frame: got ")),
        new("CMP-05", "no content size, a skippable frame, frames in a row", Payload("zstd", archive =>
            [.. ByTool("zstd", "zstd", archive[..100], "--no-content-size"), 0x5F, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 1, 2, .. Compressed.Zstd(archive[100..])]), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CMP-06", "a wrong CRC of a block", Payload("bzip2", archive => Flip(Compressed.Bzip2(archive), 10)), Refused(6, "block: got ")),
        new("CMP-06", "more selectors than fit", Payload("bzip2", archive => Overwrite(Compressed.Bzip2(archive), 18, Enumerable.Repeat((byte)0xFF, 40))), Refused(6, "block: got ")),
        new("CMP-07", "a million times zeros instead of an archive", Payload("zstd", _ => Compressed.Zstd(new byte[Zeros])), new Verdict.Refused(3, "CPI01", "0.rpm!payload: offset 0x0: magic:")),
        new("CMP-07", "an archive behind a thousand empty streams of bzip2", Payload("bzip2", archive => [.. Enumerable.Repeat(Compressed.Bzip2([]), 1000).SelectMany(empty => empty), .. Compressed.Bzip2(archive)]), Refused(6, "streams: got more than 32 of less than 100000 bytes, expected streams of whole blocks")),
        new("CMP-07", "compressed twice", Payload("gzip", archive => Compressed.Gzip(Compressed.Xz(archive))), new Verdict.Refused(3, "CPI01", "0.rpm!payload: offset 0x0: magic: got \\xFD7zXZ")),
        new("CMP-07", "an initrd with a file of zeros, a thousand times smaller", WriteBomb, new Verdict.Refused(3, "CPI01", "image: offset 0x", "expansion: got ", "expected at most 1000 times the compressed size")) { Command = folder => ["inspect", Path.Combine(folder.Work, "image")] },
        new("CMP-08", "bytes behind gzip", Gzip(s => [.. s, .. "more"u8]), Refused(8, "end of data: got more bytes, expected nothing after the compressed stream")),
        new("CMP-08", "bytes behind zstd", Payload("zstd", archive => [.. Compressed.Zstd(archive), .. "more"u8]), Refused(8, "end of data: got more bytes")),
        new("CMP-08", "bytes behind xz", Xz(s => [.. s, .. "more more more"u8]), Refused(2, "stream: got corrupt data")),
        new("CMP-08", "bytes behind LZMA-alone", Payload("lzma", archive => [.. Compressed.Lzma(archive), .. "more"u8]), Refused(8, "end of data: got more bytes")),
        new("CMP-08", "bytes behind bzip2", Payload("bzip2", archive => [.. Compressed.Bzip2(archive), .. "more"u8]), Refused(8, "end of data: got more bytes")),
        new("CMP-09", "zstd that is declared as gzip", Payload("gzip", Compressed.Zstd), Refused(1, "member: got incorrect header check")),
        new("CMP-09", "gzip that is declared as zstd", Payload("zstd", Compressed.Gzip), Refused(5, "frame: got ")),
        new("CMP-10", "nothing, as gzip", Payload("gzip", _ => []), Refused(10, "length: got 0 bytes, expected a compressed stream")),
        new("CMP-10", "nothing, as zstd", Payload("zstd", _ => []), Refused(10, "length: got 0 bytes")),
        new("CMP-10", "nothing, as xz", Payload("xz", _ => []), Refused(10, "length: got 0 bytes")),
        new("CMP-10", "nothing, as bzip2", Payload("bzip2", _ => []), Refused(10, "length: got 0 bytes")),
        new("CMP-11", "frames of 7 bytes, so that every read is short", Payload("zstd", archive => [.. archive.Chunk(7).SelectMany(Compressed.Zstd)]), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CMP-11", "members of 7 bytes", Payload("gzip", archive => [.. archive.Chunk(7).SelectMany(Compressed.Gzip)]), new Verdict.Accepted(SoundInitrd.IsSame)),
        new("CMP-12", "bzip2 that ends in a block", Payload("bzip2", archive => Compressed.Bzip2(archive)[..^20]), Refused(6, "block: got ")),
        new("CMP-12", "xz whose data goes on without end", Xz(s => Overwrite(s, 30, Enumerable.Repeat((byte)0xE0, 60))), Refused(2, "stream: got corrupt data")),
        new("CMP-13", "liblzma 5.6.1, which holds a backdoor", folder =>
        {
            Xz(stream => stream)(folder);
            ReplaceLiblzma(folder, "5.6.1");
        }, new Verdict.Refused(7, "FLT19", "0.rpm", "version 5.6.1")),
    ];

    private static Action<HostileFolder> Payload(string compressor, Func<byte[], byte[]> compress) =>
        SamplePackages.Sample(p => (p.Compressor, p.Compress) = (compressor, compress));

    private static Action<HostileFolder> Gzip(Func<byte[], byte[]> change) => Payload("gzip", archive => change(Compressed.Gzip(archive)));

    /// <summary>The machine's library with another version in it: what counts is what it says of itself.</summary>
    private static void ReplaceLiblzma(HostileFolder folder, string version)
    {
        byte[] library = File.ReadAllBytes(Directory.GetDirectories("/usr/lib", "*-linux-gnu").Select(path => Path.Combine(path, "liblzma.so.5")).First(File.Exists));
        byte[] actual = Encoding.ASCII.GetBytes(LibLzmaVersion().Match(Encoding.Latin1.GetString(library)).Groups[1].Value);
        Assert.Equal(version.Length, actual.Length);
        Encoding.ASCII.GetBytes(version).CopyTo(library, library.AsSpan().IndexOf((byte[])[0, .. actual, 0]) + 1);
        Directory.CreateDirectory(folder.Libraries);
        File.WriteAllBytes(Path.Combine(folder.Libraries, "liblzma.so.5"), library);
    }

    [GeneratedRegex("\0(5\\.[0-9]+\\.[0-9]+)\0")]
    private static partial Regex LibLzmaVersion();

    private static Action<HostileFolder> Xz(Func<byte[], byte[]> change) => Payload("xz", archive => change(Compressed.Xz(archive)));

    private static byte[] ByTool(string tool, string package, byte[] plain, params string[] options) => Compressed.ByTool(tool, package, plain, ["-c", .. options]);

    private static byte[] Flip(byte[] stream, int position) => Overwrite(stream, position, [(byte)(stream[position] ^ 1)]);

    private static byte[] FlipLast(byte[] stream) => Flip(stream, stream.Length - 1);

    private static byte[] Overwrite(byte[] stream, int position, IEnumerable<byte> bytes)
    {
        bytes.ToArray().CopyTo(stream, position);
        return stream;
    }

    /// <summary>Bytes of the index of an xz stream, as its footer says (xz file format 1.2.1, 2.1.2.2).</summary>
    private static int IndexSize(byte[] stream) => (BinaryPrimitives.ReadInt32LittleEndian(stream.AsSpan(stream.Length - 8)) + 1) * 4;

    /// <summary>In the first block's header: the filter's id 21, the size of its properties, then the dictionary's size, of which 40 means 4 GiB - 1.</summary>
    private static byte[] WithLargestDictionary(byte[] stream)
    {
        const int Block = 12;
        Span<byte> header = stream.AsSpan(Block, (stream[Block] + 1) * 4);
        header[header.IndexOf((ReadOnlySpan<byte>)[0x21, 1]) + 2] = 40;
        var crc = new ICSharpCode.SharpZipLib.Checksum.Crc32();
        crc.Update(header[..^4].ToArray());
        BinaryPrimitives.WriteUInt32LittleEndian(header[^4..], (uint)crc.Value);
        return stream;
    }

    private static void WriteBomb(HostileFolder folder)
    {
        var archive = new CpioSpec { Entries = { CpioEntry.Newc("zeros"u8.ToArray(), 0x81A4, new byte[Zeros], 1) } };
        File.WriteAllBytes(Path.Combine(folder.Work, "image"), Compressed.Zstd(archive.ToBytes()));
    }

    private static Verdict.Refused Refused(int number, params string[] fragments) => new(3, $"CMP{number:00}", ["0.rpm: offset 0x", .. fragments]);
}
