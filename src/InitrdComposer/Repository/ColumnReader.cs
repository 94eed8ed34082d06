using System.Runtime.InteropServices;
using System.Security.Cryptography;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Repository;

/// <summary>Reads what <see cref="ColumnWriter"/> wrote, and hashes it on the way.</summary>
internal sealed class ColumnReader(PositionalSource source) : IDisposable
{
    /// <summary>Read, then hashed while the processor's cache still has it.</summary>
    private const int Step = 1 << 18;

    private readonly IncrementalHash _hash = DigestAlgorithm.Sha256.CreateHash();
    private long _position;

    /// <exception cref="MalformedDataException">The source ends before the column does.</exception>
    public T[] Read<T>()
        where T : unmanaged
    {
        long count = 0;
        Fill(MemoryMarshal.AsBytes(new Span<long>(ref count)));
        int size = Marshal.SizeOf<T>();
        if (count < 0 || count > (source.Length - _position) / size || count > Array.MaxLength)
        {
            throw new MalformedDataException("pool", _position, "length", $"{count} of {size} bytes", $"at most {source.Length - _position} bytes");
        }

        T[] column = GC.AllocateUninitializedArray<T>((int)count);
        Fill(MemoryMarshal.AsBytes(column.AsSpan()));
        return column;
    }

    /// <summary>Of everything, to its end.</summary>
    /// <exception cref="MalformedDataException">There is more.</exception>
    public Digest Finish() => _position == source.Length
        ? Digest.Finish(DigestAlgorithm.Sha256, _hash)
        : throw new MalformedDataException("pool", _position, "length", $"{source.Length} bytes", $"{_position} bytes");

    public void Dispose() => _hash.Dispose();

    private void Fill(Span<byte> into)
    {
        if (into.Length > source.Length - _position) throw new MalformedDataException("pool", _position, "length", "end of data", $"{into.Length} bytes");
        while (into.Length > 0)
        {
            Span<byte> part = into[..Math.Min(into.Length, Step)];
            source.ReadExactlyAt(_position, part);
            _hash.AppendData(part);
            _position += part.Length;
            into = into[part.Length..];
        }
    }
}
