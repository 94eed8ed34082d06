using System.Buffers;
using System.Collections.Concurrent;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>
/// Stores contents: blocks are compressed by several threads and written in order; files smaller than a block share fragments; equal files are stored once;
/// blocks of zeros not at all.
/// </summary>
internal sealed class DataWriter(SquashfsOptions options, Stream output, long position) : IDisposable
{
    /// <summary>In a length: the block is stored as it is.</summary>
    public const uint IsStored = 1 << 24;

    /// <summary>Blocks that wait for a thread, or for an earlier block, of each thread that compresses.</summary>
    private const int WaitingPerThread = 4;

    private readonly TaskScheduler _threads = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, options.Threads).ConcurrentScheduler;
    private readonly ConcurrentBag<(BlockCompressor Compressor, Incompressible Probe)> _compressors = [];
    private readonly Queue<(Task<Block> Block, Action<long, uint> Written)> _underWay = [];
    private readonly Dictionary<Digest, StoredFile> _known = [];
    private readonly List<(long Start, uint Size)> _fragments = [];
    private byte[] _fragment = ArrayPool<byte>.Shared.Rent(options.BlockSize);
    private int _fragmentLength;
    private uint _fragmentCount;

    /// <summary>Where the next block will be, once all is written.</summary>
    public long Position { get; private set; } = position;

    /// <summary>Complete after <see cref="Finish"/>.</summary>
    public IReadOnlyList<(long Start, uint Size)> Fragments => _fragments;

    /// <summary>Takes a file; where it is is known after <see cref="Finish"/>.</summary>
    public StoredFile Add(SquashfsBody.Regular file)
    {
        if (file.Digest is Digest digest && _known.TryGetValue(digest, out StoredFile? known) && known.Length == file.Content.Length) return known;
        StoredFile stored = Store(file.Content);
        if (file.Digest is Digest first) _known.TryAdd(first, stored);
        return stored;
    }

    /// <summary>Waits until everything is written.</summary>
    public void Finish()
    {
        if (_fragmentLength > 0) EndFragment();
        while (_underWay.Count > 0) WriteNext();
    }

    public void Dispose()
    {
        // Without a look at results: nobody wants them, but the memory must be at rest.
        foreach ((Task<Block> block, _) in _underWay) ((IAsyncResult)block).AsyncWaitHandle.WaitOne();
        foreach ((BlockCompressor compressor, Incompressible probe) in _compressors)
        {
            compressor.Dispose();
            probe.Dispose();
        }

        ArrayPool<byte>.Shared.Return(_fragment);
    }

    private StoredFile Store(PositionalSource content)
    {
        long length = content.Length;
        if (length == 0) return new(0, 0);
        if (length < options.BlockSize) return InFragment(content, (int)length);

        var stored = new StoredFile(length, checked((int)((length + options.BlockSize - 1) / options.BlockSize)));
        for (int i = 0; i < stored.BlockSizes.Length; i++)
        {
            int index = i;
            long offset = (long)i * options.BlockSize;
            int size = (int)Math.Min(options.BlockSize, length - offset);
            byte[] buffer = ArrayPool<byte>.Shared.Rent(options.BlockSize);
            content.ReadExactlyAt(offset, buffer.AsSpan(0, size));
            Start(buffer, size, mayBeSparse: true, (start, noted) =>
            {
                if (index == 0) stored.Start = start;
                stored.BlockSizes[index] = noted;
                if (noted == 0) stored.Sparse += size;
            });
        }

        return stored;
    }

    private StoredFile InFragment(PositionalSource content, int length)
    {
        if (_fragmentLength + length > options.BlockSize) EndFragment();
        content.ReadExactlyAt(0, _fragment.AsSpan(_fragmentLength, length));
        var stored = new StoredFile(length, 0) { Fragment = _fragmentCount, FragmentOffset = (uint)_fragmentLength };
        _fragmentLength += length;
        return stored;
    }

    private void EndFragment()
    {
        byte[] full = _fragment;
        _fragment = ArrayPool<byte>.Shared.Rent(options.BlockSize);
        _fragmentCount++;
        Start(full, _fragmentLength, mayBeSparse: false, (start, size) => _fragments.Add((start, size)));
        _fragmentLength = 0;
    }

    private void Start(byte[] buffer, int length, bool mayBeSparse, Action<long, uint> written)
    {
        _underWay.Enqueue((Task.Factory.StartNew(() => Compress(buffer, length, mayBeSparse), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _threads), written));
        if (_underWay.Count > options.Threads * WaitingPerThread) WriteNext();
    }

    private Block Compress(byte[] raw, int length, bool mayBeSparse)
    {
        if (mayBeSparse && !raw.AsSpan(0, length).ContainsAnyExcept((byte)0)) return new(raw, 0, 0);
        if (!_compressors.TryTake(out (BlockCompressor Compressor, Incompressible Probe) with)) with = (options.OpenCompressor(), new(options));
        byte[] packed = ArrayPool<byte>.Shared.Rent(BlockCompressor.RoomFor(options.BlockSize));
        ReadOnlySpan<byte> block = raw.AsSpan(0, length);
        int size = with.Probe.Is(block, packed) ? length : with.Compressor.Compress(block, packed);
        _compressors.Add(with);
        (byte[] kept, byte[] free) = size < length ? (packed, raw) : (raw, packed);
        ArrayPool<byte>.Shared.Return(free);
        return size < length ? new(kept, size, (uint)size) : new(kept, length, (uint)length | IsStored);
    }

    private void WriteNext()
    {
        (Task<Block> compressing, Action<long, uint> written) = _underWay.Dequeue();
        Block block = compressing.GetAwaiter().GetResult();
        output.Write(block.Bytes, 0, block.Length);
        ArrayPool<byte>.Shared.Return(block.Bytes);
        written(Position, block.Size);
        Position += block.Length;
    }

    /// <param name="Size">As the image notes it.</param>
    private readonly record struct Block(byte[] Bytes, int Length, uint Size);
}
