using System.Runtime.InteropServices;
using System.Security.Cryptography;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Repository;

/// <summary>Reads what <see cref="ColumnWriter"/> wrote; another thread hashes a column while the next is read.</summary>
internal sealed class ColumnReader(PositionalSource source) : IDisposable
{
    private readonly IncrementalHash _hash = DigestAlgorithm.Sha256.CreateHash();
    private Task _hashed = Task.CompletedTask;
    private long _position;

    /// <exception cref="MalformedDataException">The source ends before the column does.</exception>
    public T[] Read<T>()
        where T : unmanaged
    {
        long count = Fill<long>(1)[0];
        int size = Marshal.SizeOf<T>();
        if (count < 0 || count > (source.Length - _position) / size || count > Array.MaxLength)
        {
            throw new MalformedDataException("pool", _position, "length", $"{count} of {size} bytes", $"at most {source.Length - _position} bytes");
        }

        return Fill<T>((int)count);
    }

    /// <summary>Of everything, to its end.</summary>
    /// <exception cref="MalformedDataException">There is more.</exception>
    public Digest Finish()
    {
        if (_position != source.Length) throw new MalformedDataException("pool", _position, "length", $"{source.Length} bytes", $"{_position} bytes");
        _hashed.Wait();
        return Digest.Finish(DigestAlgorithm.Sha256, _hash);
    }

    public void Dispose()
    {
        _hashed.Wait();
        _hash.Dispose();
    }

    private T[] Fill<T>(int count)
        where T : unmanaged
    {
        T[] column = GC.AllocateUninitializedArray<T>(count);
        Span<byte> bytes = MemoryMarshal.AsBytes(column.AsSpan());
        if (bytes.Length > source.Length - _position) throw new MalformedDataException("pool", _position, "length", "end of data", $"{bytes.Length} bytes");
        source.ReadExactlyAt(_position, bytes);
        _position += bytes.Length;
        Task before = _hashed;
        _hashed = Task.Run(async () =>
        {
            await before;
            _hash.AppendData(MemoryMarshal.AsBytes(column.AsSpan()));
        });
        return column;
    }
}
