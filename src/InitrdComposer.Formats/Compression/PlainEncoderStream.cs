namespace InitrdComposer.Formats.Compression;

/// <summary>No compression: what is written is passed on.</summary>
internal sealed class PlainEncoderStream(Stream output, long? length) : EncoderStream(length)
{
    private protected override void Encode(ReadOnlySpan<byte> piece) => output.Write(piece);

    private protected override void Finish(ReadOnlySpan<byte> rest) => output.Write(rest);
}
