namespace InitrdComposer.Formats.IO;

/// <summary>Bytes of known length that can be read at any offset, by any thread: a file, a part of a spool, a few bytes in memory.</summary>
public abstract class PositionalSource
{
    public abstract long Length { get; }

    /// <summary>Reads up to <paramref name="into"/>'s length; 0 only at the end.</summary>
    public abstract int ReadAt(long offset, Span<byte> into);

    /// <summary>What it is made of, in order, down to sources that are made of nothing else: who reads several sources can read once what they share.</summary>
    public virtual IEnumerable<SourcePart> Parts() => Length > 0 ? [new(this, 0, Length)] : [];

    /// <summary>Fills <paramref name="into"/>.</summary>
    /// <exception cref="EndOfStreamException">The source ends before.</exception>
    public void ReadExactlyAt(long offset, Span<byte> into)
    {
        while (into.Length > 0)
        {
            int read = ReadAt(offset, into);
            if (read == 0) throw new EndOfStreamException($"source ends at {offset} of {Length}");
            offset += read;
            into = into[read..];
        }
    }

    /// <summary>The first bytes: as many as asked for, or as there are.</summary>
    public byte[] ReadHead(int maxLength)
    {
        var bytes = new byte[(int)Math.Min(Length, maxLength)];
        ReadExactlyAt(0, bytes);
        return bytes;
    }

    /// <summary>All bytes, for whoever has looked at <see cref="Length"/> or knows that they are few.</summary>
    /// <exception cref="OverflowException">More than an array holds.</exception>
    public byte[] ReadAll()
    {
        var bytes = new byte[checked((int)Length)];
        ReadExactlyAt(0, bytes);
        return bytes;
    }

    /// <summary>A forward-only stream from an offset to the end; several may be open at once.</summary>
    public Stream OpenStream(long offset = 0) => new SourceStream(this, offset);

    /// <summary>A part of this source, which need not be read before it is used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside.</exception>
    public PositionalSource Slice(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        return new PartSource(this, offset, length);
    }

    public static PositionalSource OfBytes(ReadOnlyMemory<byte> bytes) => new MemorySource(bytes);

    private sealed class MemorySource(ReadOnlyMemory<byte> bytes) : PositionalSource
    {
        public override long Length => bytes.Length;

        public override int ReadAt(long offset, Span<byte> into)
        {
            if (offset >= bytes.Length) return 0;
            ReadOnlySpan<byte> rest = bytes.Span[(int)offset..];
            int count = Math.Min(rest.Length, into.Length);
            rest[..count].CopyTo(into);
            return count;
        }
    }

    private sealed class PartSource(PositionalSource whole, long start, long length) : PositionalSource
    {
        public override long Length => length;

        public override IEnumerable<SourcePart> Parts() => SourcePart.Within(whole.Parts(), start, length);

        public override int ReadAt(long offset, Span<byte> into) =>
            offset >= length ? 0 : whole.ReadAt(start + offset, into[..(int)Math.Min(into.Length, length - offset)]);
    }

    private sealed class SourceStream(PositionalSource source, long offset) : ReadOnlyStream
    {
        private long _position = offset;

        public override long Length => source.Length;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int read = source.ReadAt(_position, buffer);
            _position += read;
            return read;
        }
    }
}
