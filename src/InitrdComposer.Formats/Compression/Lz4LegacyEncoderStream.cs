using System.Buffers;
using System.Buffers.Binary;
using InitrdComposer.Formats.Compression.Native;

namespace InitrdComposer.Formats.Compression;

/// <summary>
/// Writes one lz4 legacy frame, byte for byte what `lz4 -l` writes: blocks of 8 MiB that know nothing of each other, compressed several at a time.
/// </summary>
internal sealed class Lz4LegacyEncoderStream : EncoderStream
{
    private readonly Stream _output;
    private readonly int _level;
    private readonly int _workers;
    private readonly int _blockSize;
    private readonly Queue<Block> _running = [];
    private readonly Stack<Block> _free = [];
    private Block? _filling;

    public Lz4LegacyEncoderStream(Stream output, int level, int workers, long? length)
        : base(length)
    {
        _output = output;
        _level = level;
        _workers = workers;
        _blockSize = (int)Math.Clamp(length ?? Lz4LegacyFrame.BlockSize, 1, Lz4LegacyFrame.BlockSize);
        _ = LibLz4.Version;
        WriteNumber(Lz4LegacyFrame.Magic);
    }

    private protected override void Encode(ReadOnlySpan<byte> piece)
    {
        // Pieces fill a block exactly: its size is a multiple of theirs, or that of all there is.
        _filling ??= _free.TryPop(out Block? free) ? free : new Block(_blockSize);
        _filling.Add(piece);
        if (_filling.Length == Lz4LegacyFrame.BlockSize) Start();
    }

    private protected override void Finish(ReadOnlySpan<byte> rest)
    {
        if (!rest.IsEmpty) Encode(rest);
        if (_filling is not null) Start();
        while (_running.Count > 0) WriteOldest();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (Block block in _running.Concat(_free)) block.Dispose();
            _filling?.Dispose();
            _running.Clear();
            _free.Clear();
            _filling = null;
        }

        base.Dispose(disposing);
    }

    private void Start()
    {
        if (_running.Count == _workers) WriteOldest();
        _filling!.Compress(_level);
        _running.Enqueue(_filling);
        _filling = null;
    }

    private void WriteOldest()
    {
        Block block = _running.Peek();
        ReadOnlySpan<byte> compressed = block.Result();
        WriteNumber((uint)compressed.Length);
        _output.Write(compressed);
        _free.Push(_running.Dequeue());
        block.Clear();
    }

    private void WriteNumber(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _output.Write(bytes);
    }

    /// <summary>A block on its way: 16 MiB of memory for one of 8.</summary>
    private sealed class Block(int size) : IDisposable
    {
        private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(size);
        private readonly byte[] _compressed = ArrayPool<byte>.Shared.Rent(Lz4LegacyFrame.CompressBound(size));
        private Task<int>? _task;

        public int Length { get; private set; }

        public void Add(ReadOnlySpan<byte> piece)
        {
            piece.CopyTo(_plain.AsSpan(Length));
            Length += piece.Length;
        }

        public void Compress(int level) => _task = Task.Run(() => LibLz4.Compress(_plain.AsSpan(0, Length), _compressed, level));

        public ReadOnlySpan<byte> Result() => _compressed.AsSpan(0, _task!.GetAwaiter().GetResult());

        public void Clear()
        {
            _task = null;
            Length = 0;
        }

        public void Dispose()
        {
            // Without a look at its result: nobody wants it, but the memory must be at rest.
            ((IAsyncResult?)_task)?.AsyncWaitHandle.WaitOne();
            ArrayPool<byte>.Shared.Return(_plain);
            ArrayPool<byte>.Shared.Return(_compressed);
        }
    }
}
