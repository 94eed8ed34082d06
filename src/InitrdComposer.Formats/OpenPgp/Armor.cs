using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;

namespace InitrdComposer.Formats.OpenPgp;

/// <summary>What armor says it has.</summary>
internal enum ArmorKind
{
    PublicKeyBlock,
    Signature,
}

/// <summary>
/// Binary data as text (RFC 9580, 6.2). A file of keys may have text between its blocks, as those of distributions do, a file of signatures may not:
/// what looks like signed text is none (CVE-2016-1252). The framework of cleartext signatures is refused as is any other kind of block.
/// </summary>
internal static class Armor
{
    private const string Format = "OpenPGP armor";

    private static ReadOnlySpan<byte> Begin => "-----BEGIN PGP "u8;

    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    /// <summary>Every packet begins with a byte whose first bit is set.</summary>
    public static bool IsArmored(ReadOnlySpan<byte> data) => data is not [>= 0x80, ..];

    /// <summary>The packets of each block.</summary>
    /// <exception cref="MalformedDataException">A block is malformed or of another kind, or there is none.</exception>
    public static ImmutableArray<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> data, ArmorKind kind)
    {
        string label = kind == ArmorKind.Signature ? "SIGNATURE" : "PUBLIC KEY BLOCK";
        ImmutableArray<ReadOnlyMemory<byte>>.Builder blocks = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        var lines = new Lines(data.Span);
        while (lines.TryReadNext(out ReadOnlySpan<byte> line, out int offset))
        {
            if (line.StartsWith(Begin))
            {
                if (!IsBoundary(line, "BEGIN", label)) throw Malformed(offset, "armor header line", Printable.Escape(line[..Math.Min(line.Length, 60)]), $"-----BEGIN PGP {label}-----", DataFault.OtherContent);
                blocks.Add(ReadBlock(ref lines, label));
            }
            else if (kind == ArmorKind.Signature && !line.IsEmpty)
            {
                throw Malformed(offset, "armor", Printable.Escape(line[..Math.Min(line.Length, 40)]), "signatures and nothing else", DataFault.OtherContent);
            }
        }

        return blocks.Count > 0 ? blocks.ToImmutable() : throw Malformed(0, "armor header line", "none", $"-----BEGIN PGP {label}-----", DataFault.OtherContent);
    }

    private static byte[] ReadBlock(ref Lines lines, string label)
    {
        SkipHeaders(ref lines);
        var base64 = new ArrayBufferWriter<byte>();
        int start = lines.Position;
        uint? checksum = null;
        while (true)
        {
            ReadOnlySpan<byte> line = lines.ReadNext("armor tail line", out int offset);
            if (line.StartsWith(Dashes))
            {
                if (!IsBoundary(line, "END", label)) throw Malformed(offset, "armor tail line", Printable.Escape(line[..Math.Min(line.Length, 60)]), $"-----END PGP {label}-----");
                break;
            }

            if (checksum is not null && !line.IsEmpty) throw Malformed(offset, "armor", "data behind the checksum", "the tail line");
            if (line is [(byte)'=', ..]) checksum = ReadChecksum(line[1..], offset);
            else base64.Write(line);
        }

        byte[] decoded = Decode(base64.WrittenSpan, start);
        if (checksum is uint expected && Crc24.Of(decoded) is uint actual && actual != expected) throw Malformed(start, "armor checksum", $"{actual:X6}", $"{expected:X6}, as it says");
        return decoded;
    }

    /// <summary>"Key: value", up to an empty line.</summary>
    private static void SkipHeaders(ref Lines lines)
    {
        while (true)
        {
            ReadOnlySpan<byte> line = lines.ReadNext("armor headers", out int offset);
            if (line.IsEmpty) return;
            if (line.IndexOf(": "u8) < 0 && !line.EndsWith(":"u8)) throw Malformed(offset, "armor headers", Printable.Escape(line[..Math.Min(line.Length, 40)]), "\"Key: value\" or an empty line");
        }
    }

    private static uint ReadChecksum(ReadOnlySpan<byte> text, int offset)
    {
        Span<byte> bytes = stackalloc byte[3];
        return text.Length == 4 && Base64.DecodeFromUtf8(text, bytes, out _, out int written) == OperationStatus.Done && written == 3
            ? (uint)((bytes[0] << 16) | (bytes[1] << 8) | bytes[2])
            : throw Malformed(offset, "armor checksum", Printable.Escape(text[..Math.Min(text.Length, 8)]), "four characters of base64");
    }

    private static byte[] Decode(ReadOnlySpan<byte> base64, int start)
    {
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        if (base64.IsEmpty || Base64.DecodeFromUtf8(base64, decoded, out int consumed, out int written) != OperationStatus.Done || consumed != base64.Length)
        {
            throw Malformed(start, "armor", $"{base64.Length} characters", "base64");
        }

        return decoded[..written];
    }

    private static bool IsBoundary(ReadOnlySpan<byte> line, string word, string label) =>
        line.SequenceEqual(System.Text.Encoding.ASCII.GetBytes($"-----{word} PGP {label}-----"));

    private static MalformedDataException Malformed(int offset, string field, string got, string expected, DataFault fault = DataFault.Malformed) => new(Format, offset, field, got, expected) { Fault = fault };

    /// <summary>Lines without what ends them and without white space at their end.</summary>
    private ref struct Lines(ReadOnlySpan<byte> data)
    {
        private readonly ReadOnlySpan<byte> _data = data;

        public int Position { get; private set; }

        public bool TryReadNext(out ReadOnlySpan<byte> line, out int offset)
        {
            offset = Position;
            ReadOnlySpan<byte> rest = _data[Position..];
            int end = rest.IndexOf((byte)'\n');
            line = (end < 0 ? rest : rest[..end]).TrimEnd(" \t\r"u8);
            Position += end < 0 ? rest.Length : end + 1;
            return !rest.IsEmpty;
        }

        public ReadOnlySpan<byte> ReadNext(string field, out int offset) =>
            TryReadNext(out ReadOnlySpan<byte> line, out offset) ? line : throw Malformed(offset, field, "the end of the file", "a line");
    }
}
