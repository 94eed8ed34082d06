using System.Buffers;

namespace InitrdComposer.Formats.Compression;

/// <summary>What the decoders of native libraries have in common: an input buffer that is refilled, and frames that follow each other.</summary>
internal abstract class BufferedDecoderStream(string format, DecoderInput input) : DecoderStream(format, input)
{
    private const int InputSize = 128 * 1024;

    /// <summary>Calls in a row that neither take nor give anything before the data is called malformed: no decoder needs more than two.</summary>
    private const int MaxIdleCalls = 16;

    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(InputSize);
    private long _offset = input.Offset;
    private int _start;
    private int _end;
    private bool _inputEnded;
    private bool _betweenFrames;
    private bool _finished;

    public sealed override long CompressedOffset => _offset;

    private protected sealed override int Decode(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        int idleCalls = 0;
        while (!_finished && buffer.Length > 0)
        {
            Refill();
            if (_betweenFrames)
            {
                _finished = Input.IsOneFrame || _inputEnded;
                if (_finished) break;
                BeginNextFrame(_buffer.AsSpan(_start.._end));
                _betweenFrames = false;
            }

            DecoderStep step = Decode(_buffer.AsSpan(_start.._end), buffer, _inputEnded);
            _start += step.Consumed;
            _offset += step.Consumed;
            _betweenFrames = step.IsFrameEnd;
            if (step.Produced > 0) return step.Produced;
            if (step.Consumed > 0 || step.IsFrameEnd)
            {
                idleCalls = 0;
                continue;
            }

            if (_inputEnded && _offset == Input.Offset) throw Empty();
            if (_inputEnded) throw Malformed("end of data", "a truncated stream", "the end of the compressed stream");
            if (++idleCalls == MaxIdleCalls) throw Malformed("stream", "data that the decoder cannot go on with", "valid data");
        }

        return 0;
    }

    /// <summary>Runs the decoder once.</summary>
    /// <param name="data">What is buffered; empty only when <paramref name="inputEnded"/>.</param>
    /// <param name="output">Where decoded bytes go, not empty.</param>
    /// <param name="inputEnded">Nothing follows after <paramref name="data"/>.</param>
    private protected abstract DecoderStep Decode(ReadOnlySpan<byte> data, Span<byte> output, bool inputEnded);

    /// <summary>Makes the decoder ready for what follows a frame, which is not the end of the input.</summary>
    /// <param name="data">Some of it, at least a byte.</param>
    private protected abstract void BeginNextFrame(ReadOnlySpan<byte> data);

    /// <summary>Notes a step of a decoder that hands out whatever the input that it took holds: all but a few bytes.</summary>
    private protected DecoderStep Noted(DecoderStep step)
    {
        Input.Track?.Pass(_offset + step.Consumed - Input.Offset, DecompressedOffset + step.Produced);
        return step;
    }

    private protected MalformedDataException TrailingData() => Malformed("end of data", "more bytes", "nothing after the compressed stream");

    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer is byte[] buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
            Input.Stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Refill()
    {
        if (_start < _end || _inputEnded) return;
        _start = 0;
        _end = Input.Stream.Read(_buffer);
        _inputEnded = _end == 0;
    }
}

/// <summary>What one call of a decoder did.</summary>
/// <param name="IsFrameEnd">A frame is complete and everything of it was handed out.</param>
internal readonly record struct DecoderStep(int Consumed, int Produced, bool IsFrameEnd);
