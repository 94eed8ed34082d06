using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Compression;

/// <summary>Decompressed bytes, and how much compressed input they took.</summary>
public abstract class DecoderStream : ReadOnlyStream
{
    private readonly string _format;
    private long _length;

    private protected DecoderStream(string format, in DecoderInput input)
    {
        _format = format;
        Input = input;
    }

    /// <summary>
    /// Offset in the compressed file of the first byte that was not consumed. Once <see cref="Read"/> of a stream from
    /// <see cref="Decompressor.OpenFrame"/> returned 0, that is where the frame ended.
    /// </summary>
    public abstract long CompressedOffset { get; }

    /// <summary>What the bytes that were read so far take of the compressed ones; of a stream that <see cref="Decompressor.OpenMappedFrame"/> opened.</summary>
    /// <exception cref="InvalidOperationException">Another stream, which takes no notes.</exception>
    public CompressionMap Map => Input.Track is CompressionTrack track
        ? track.Until(CompressedOffset - Input.Offset, _length, IsMapEstimated)
        : throw new InvalidOperationException("this stream was not opened to be mapped");

    private protected DecoderInput Input { get; }

    /// <summary>Bytes that were handed out before the current call.</summary>
    private protected long DecompressedOffset => _length;

    /// <summary>Bytes that come out of a call at most when places are noted: of formats whose places are where calls end.</summary>
    private protected virtual int MaxMappedStep => int.MaxValue;

    /// <summary>The places that are noted are not exact.</summary>
    private protected virtual bool IsMapEstimated => false;

    /// <exception cref="MalformedDataException">The data is truncated or damaged, or expands beyond what is credible.</exception>
    public sealed override int Read(Span<byte> buffer)
    {
        int read = Decode(Input.Track is not null && buffer.Length > MaxMappedStep ? buffer[..MaxMappedStep] : buffer);
        _length += read;
        // The difference cannot overflow: both are not negative.
        if (_length - Input.ExpectedLength > Decompressor.UnratedLength && _length / Decompressor.MaxRatio > CompressedOffset - Input.Offset)
        {
            throw Malformed(
                "expansion", $"{_length} bytes out of {CompressedOffset - Input.Offset}",
                $"at most {Decompressor.MaxRatio} times the compressed size after the first {Decompressor.UnratedLength} bytes");
        }

        return read;
    }

    /// <summary>Decodes up to the buffer's length; 0 only at the end.</summary>
    private protected abstract int Decode(Span<byte> buffer);

    private protected MalformedDataException Empty() => Malformed("length", "0 bytes", "a compressed stream");

    private protected MalformedDataException Malformed(string field, string got, string expected, Exception? cause = null) =>
        new(_format, CompressedOffset, field, got, expected, cause);
}

/// <summary>What a decoder is given.</summary>
/// <param name="Stream">The compressed bytes, disposed with the decoder.</param>
/// <param name="Offset">Where they begin in their file.</param>
/// <param name="IsOneFrame">Stop behind the first frame, whatever follows; else everything must be frames of the format.</param>
/// <param name="ExpectedLength">Bytes that may come out however small the input is.</param>
/// <param name="Track">Where to note what was passed; null: nobody asks.</param>
internal readonly record struct DecoderInput(Stream Stream, long Offset, bool IsOneFrame, long ExpectedLength, CompressionTrack? Track = null);
