using System.Buffers;
using System.Buffers.Binary;
using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>
/// lz4's legacy frame, which has no check and no end mark: a stream cut between two blocks cannot be told from a whole one. As one frame among other data it ends where the kernel sees its end
/// (lib/decompress_unlz4.c): at a block size of 0, or at less than the four bytes of one.
/// </summary>
internal sealed class Lz4LegacyDecoderStream(DecoderInput input) : DecoderStream("lz4", input)
{
    private static readonly int MaxCompressedSize = Lz4LegacyFrame.CompressBound(Lz4LegacyFrame.BlockSize);

    private byte[]? _block;
    private byte[]? _compressed;
    private long _offset = input.Offset;
    private int _start;
    private int _end;
    private bool _begun;
    private bool _finished;

    public override long CompressedOffset => _offset;

    private protected override int Decode(Span<byte> buffer)
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
            Input.Stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ReadBlock()
    {
        Span<byte> word = stackalloc byte[4];
        int read = Input.Stream.ReadAtLeast(word, word.Length, throwOnEndOfStream: false);
        _finished = _begun && (read == 0 || (Input.IsOneFrame && (read < word.Length || word is [0, 0, 0, 0])));
        if (_finished) return;

        if (read == 0) throw Empty();
        if (read < word.Length) throw Malformed("block size", $"{read} bytes", "4 bytes");
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(word);
        if (!_begun && value != Lz4LegacyFrame.Magic) throw Malformed("magic", $"0x{value:X8}", $"0x{Lz4LegacyFrame.Magic:X8}");
        _offset += word.Length;
        // Another magic begins another legacy frame, as lz4 and the kernel have it.
        if (value == Lz4LegacyFrame.Magic) _begun = true;
        else Decode(value);
    }

    private void Decode(uint size)
    {
        if (size == 0 || size > MaxCompressedSize) throw Malformed("block size", $"{size}", $"1 to {MaxCompressedSize}");
        _compressed ??= ArrayPool<byte>.Shared.Rent(MaxCompressedSize);
        _block ??= ArrayPool<byte>.Shared.Rent(Lz4LegacyFrame.BlockSize);
        int read = Input.Stream.ReadAtLeast(_compressed.AsSpan(0, (int)size), (int)size, throwOnEndOfStream: false);
        if (read < size) throw Malformed("block", $"{read} bytes", $"{size} bytes");
        int length = LibLz4.Decompress(_compressed.AsSpan(0, read), _block.AsSpan(0, Lz4LegacyFrame.BlockSize));
        if (length < 0) throw Malformed("block", "corrupt data", "a valid lz4 block");
        if (Input.Track is CompressionTrack track) Lz4Sequences.Note(_compressed.AsSpan(0, read), track, _offset - Input.Offset, DecompressedOffset);
        _offset += size;
        (_start, _end) = (0, length);
    }
}
