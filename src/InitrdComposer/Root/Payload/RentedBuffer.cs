using System.Buffers;

namespace InitrdComposer.Root.Payload;

/// <summary>A buffer of the shared pool, given back at the end of its block.</summary>
internal readonly struct RentedBuffer(int size) : IDisposable
{
    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(size);

    public Span<byte> Span => _bytes;

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
