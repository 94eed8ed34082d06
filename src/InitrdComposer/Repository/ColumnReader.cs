using System.Runtime.InteropServices;
using System.Security.Cryptography;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Repository;

/// <summary>Reads what <see cref="ColumnWriter"/> wrote; a column is hashed while the next one is read.</summary>
internal sealed class ColumnReader(PositionalSource source) : IDisposable
{
    private readonly IncrementalHash _hash = DigestAlgorithm.Sha256.CreateHash();
    private Action? _hashLast;
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
        _hashLast?.Invoke();
        return Digest.Finish(DigestAlgorithm.Sha256, _hash);
    }

    public void Dispose() => _hash.Dispose();

    private T[] Fill<T>(int count)
        where T : unmanaged
    {
        T[] column = GC.AllocateUninitializedArray<T>(count);
        int length = MemoryMarshal.AsBytes(column.AsSpan()).Length;
        if (length > source.Length - _position) throw new MalformedDataException("pool", _position, "length", "end of data", $"{length} bytes");
        if (_hashLast is null) Read();
        else ParallelWork.Run(2, [Read, _hashLast], work => work()); // this thread does what no other one takes: there may be none
        _position += length;
        _hashLast = () => _hash.AppendData(MemoryMarshal.AsBytes(column.AsSpan()));
        return column;

        void Read() => source.ReadExactlyAt(_position, MemoryMarshal.AsBytes(column.AsSpan()));
    }
}
