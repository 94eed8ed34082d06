using System.Buffers;
using System.Buffers.Binary;
using InitrdComposer.Formats.Compression.Native;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Compression;

/// <summary>
/// lz4's legacy frame (lz4_Frame_format.md, "Legacy frame"): a magic, then blocks of 8 MiB each, the last one shorter. It has no check and no end
/// mark: a stream cut between two blocks cannot be told from a whole one.
/// </summary>
internal sealed class Lz4LegacyDecoderStream(Stream inner, long offset) : ReadOnlyStream
{
    private const uint Magic = 0x184C2102;
    private const int BlockSize = 8 << 20;

    /// <summary>LZ4_COMPRESSBOUND(8 MiB).</summary>
    private const int MaxCompressedSize = BlockSize + (BlockSize / 255) + 16;

    private byte[]? _block;
    private byte[]? _compressed;
    private long _offset = offset;
    private int _start;
    private int _end;
    private bool _begun;
    private bool _finished;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (_start == _end && !_finished) ReadBlock();
        int count = Math.Min(buffer.Length, _end - _start);
        _block.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_block is not null) ArrayPool<byte>.Shared.Return(_block);
            if (_compressed is not null) ArrayPool<byte>.Shared.Return(_compressed);
            _block = _compressed = null;
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ReadBlock()
    {
        Span<byte> word = stackalloc byte[4];
        int read = inner.ReadAtLeast(word, word.Length, throwOnEndOfStream: false);
        if (read == 0 && _begun)
        {
            _finished = true;
            return;
        }

        if (read < word.Length) throw Malformed("block size", $"{read} bytes", "4 bytes");
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(word);
        if (!_begun && value != Magic) throw Malformed("magic", $"0x{value:X8}", $"0x{Magic:X8}");
        _offset += word.Length;
        // Another magic begins another legacy frame, as lz4 and the kernel have it.
        if (value == Magic) _begun = true;
        else Decode(value);
    }

    private void Decode(uint size)
    {
        if (size is 0 or > MaxCompressedSize) throw Malformed("block size", $"{size}", $"1 to {MaxCompressedSize}");
        _compressed ??= ArrayPool<byte>.Shared.Rent(MaxCompressedSize);
        _block ??= ArrayPool<byte>.Shared.Rent(BlockSize);
        int read = inner.ReadAtLeast(_compressed.AsSpan(0, (int)size), (int)size, throwOnEndOfStream: false);
        if (read < size) throw Malformed("block", $"{read} bytes", $"{size} bytes");
        int length = LibLz4.Decompress(_compressed.AsSpan(0, read), _block.AsSpan(0, BlockSize));
        if (length < 0) throw Malformed("block", "corrupt data", "a valid lz4 block");
        _offset += size;
        (_start, _end) = (0, length);
    }

    private MalformedDataException Malformed(string field, string got, string expected) => new("lz4", _offset, field, got, expected);
}
