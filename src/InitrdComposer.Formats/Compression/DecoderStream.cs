using System.Buffers;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Compression;

/// <summary>What the decoders of native libraries have in common: an input buffer that is refilled, and the offset of what they consumed.</summary>
/// <param name="inner">The compressed bytes, disposed with this stream.</param>
/// <param name="format">For errors.</param>
/// <param name="offset">Where <paramref name="inner"/> stands in its file.</param>
internal abstract class DecoderStream(Stream inner, string format, long offset) : ReadOnlyStream
{
    private const int InputSize = 128 * 1024;

    private byte[]? _input = ArrayPool<byte>.Shared.Rent(InputSize);
    private int _start;
    private int _end;
    private bool _inputEnded;
    private bool _finished;

    /// <summary>Offset in the compressed file of the first byte that the decoder has not consumed.</summary>
    protected long Offset { get; private set; } = offset;

    public sealed override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_input is null, this);
        while (!_finished && buffer.Length > 0)
        {
            if (_start == _end && !_inputEnded)
            {
                _start = 0;
                _end = inner.Read(_input);
                _inputEnded = _end == 0;
            }

            DecoderStep step = Decode(_input.AsSpan(_start.._end), buffer, _inputEnded);
            _start += step.Consumed;
            Offset += step.Consumed;
            _finished = step.IsEnd;
            if (step.Produced > 0) return step.Produced;
            if (_inputEnded && !_finished && step.Consumed == 0) throw Malformed("end of data", "a truncated stream", "the end of the compressed stream");
        }

        if (_finished) RefuseTrailingData();
        return 0;
    }

    /// <summary>Runs the decoder once.</summary>
    /// <param name="input">What is buffered; empty only when <paramref name="inputEnded"/>.</param>
    /// <param name="output">Where decoded bytes go, not empty.</param>
    /// <param name="inputEnded">Nothing follows after <paramref name="input"/>.</param>
    protected abstract DecoderStep Decode(ReadOnlySpan<byte> input, Span<byte> output, bool inputEnded);

    protected MalformedDataException Malformed(string field, string got, string expected) => new(format, Offset, field, got, expected);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _input is byte[] input)
        {
            _input = null;
            ArrayPool<byte>.Shared.Return(input);
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void RefuseTrailingData()
    {
        if (_start == _end && !_inputEnded)
        {
            _start = 0;
            _end = inner.Read(_input);
            _inputEnded = _end == 0;
        }

        if (_start < _end) throw Malformed("end of data", "more bytes", "nothing after the compressed stream");
    }
}

/// <summary>What one call of a decoder did.</summary>
/// <param name="IsEnd">The compressed stream is complete and everything of it was handed out.</param>
internal readonly record struct DecoderStep(int Consumed, int Produced, bool IsEnd);
