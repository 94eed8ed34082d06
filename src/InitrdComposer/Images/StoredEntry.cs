using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;

namespace InitrdComposer.Images;

/// <summary>An entry of an initrd whose data has not been read yet.</summary>
/// <param name="Name">As it is in the archive.</param>
/// <param name="Content">Valid until the next entry.</param>
internal sealed record StoredEntry(InitrdSegment Segment, ReadOnlyMemory<byte> Name, NewcHeader Header, Stream Content)
{
    /// <summary>What errors name that are of the archive.</summary>
    public string Place { get; init; } = "";

    /// <summary>Where the header begins, counted as <see cref="Offset"/>.</summary>
    public long HeaderOffset { get; init; }

    /// <summary>Where the data begins: in the file, of a compressed archive in what its frame unpacks to.</summary>
    public long Offset { get; init; }

    /// <summary>The data where it can be read at any time; null: it is compressed, or beyond the end.</summary>
    public PositionalSource? Source { get; init; }

    /// <summary>A symbolic link's target, else empty.</summary>
    public ReadOnlyMemory<byte> ReadTarget()
    {
        if (Header.Type != InodeMode.SymbolicLink) return default;
        byte[] target = new byte[Header.FileSize];
        Content.ReadExactly(target);
        return target;
    }
}

/// <summary>A compressed frame of an initrd, or a plain archive.</summary>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="StoredLength">Bytes in the file.</param>
/// <param name="Length">Bytes that came out.</param>
internal sealed record InitrdFrame(long Offset, CompressionFormat Compression, long StoredLength, long Length)
{
    /// <summary>Of a frame that is over: what takes how much of it.</summary>
    public CompressionMap? Map { get; init; }
}
