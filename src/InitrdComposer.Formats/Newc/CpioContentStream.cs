using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Newc;

/// <summary>The data of one entry.</summary>
/// <param name="checksum">The sum that the bytes must have, or null.</param>
internal sealed class CpioContentStream(CpioInput input, long length, uint? checksum) : ReadOnlyStream
{
    private long _remaining = length;
    private uint _sum;
    private bool _finished;

    public override long Length { get; } = length;

    public override long Position
    {
        get => Length - _remaining;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_finished) throw new InvalidOperationException("the reader has gone on to the next entry");
        int wanted = (int)Math.Min(buffer.Length, _remaining);
        if (wanted == 0) return 0;
        int read = input.Read(buffer[..wanted]);
        if (read == 0) throw input.EndOfData(_remaining);
        _remaining -= read;
        if (checksum is uint expected)
        {
            foreach (byte b in buffer[..read]) _sum += b;
            if (_remaining == 0 && _sum != expected) throw input.Malformed("check", $"{_sum:X8}", $"{expected:X8}");
        }

        return read;
    }

    /// <summary>Skips what was not read and makes the stream invalid.</summary>
    public void Finish()
    {
        if (checksum is null)
        {
            input.Skip(_remaining);
        }
        else
        {
            Span<byte> buffer = stackalloc byte[4096];
            while (Read(buffer) > 0)
            {
            }
        }

        _remaining = 0;
        _finished = true;
    }
}
