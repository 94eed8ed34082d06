using System.Buffers;
using System.Buffers.Binary;

namespace InitrdComposer.Formats.Newc;

/// <summary>
/// Reads rpm's own cpio form (rpm, "V6 Package format", "Payload"): the magic 07070X and, in eight hex digits, an index into the header's file
/// list, which holds all else; the end is newc's TRAILER!!!.
/// </summary>
public sealed class StrippedCpioReader
{
    /// <summary>Bytes of a header.</summary>
    public const int HeaderSize = NewcHeader.MagicSize + 8;

    private readonly CpioInput _input;
    private readonly IReadOnlyList<long> _sizes;
    private CpioContentStream? _content;
    private bool _ended;

    /// <param name="archive">Read from where it stands; stays open.</param>
    /// <param name="sizes">By file index, the bytes that its entry carries.</param>
    /// <param name="offset">Where <paramref name="archive"/> stands, for errors; padding counts from there.</param>
    public StrippedCpioReader(Stream archive, IReadOnlyList<long> sizes, long offset = 0)
        : this(new CpioInput(archive, "stripped cpio", offset), sizes)
    {
    }

    internal StrippedCpioReader(CpioInput input, IReadOnlyList<long> sizes) => (_input, _sizes) = (input, sizes);

    /// <summary>Offset of the next byte that is read.</summary>
    public long Offset => _input.Offset;

    /// <summary>Where the next entry begins once the content of the last one was read.</summary>
    internal long NextOffset => _content is null ? Offset : IO.Alignment.Up(Offset + _content.Length - _content.Position, 4);

    /// <summary>Goes to the next entry; false at the trailer.</summary>
    /// <param name="fileIndex">Below the number of sizes.</param>
    /// <param name="content">The data, valid until the next call; what is not read is skipped.</param>
    /// <exception cref="MalformedDataException">The archive is malformed or truncated, or an index is out of range.</exception>
    public bool TryReadNext(out int fileIndex, out Stream content)
    {
        (fileIndex, content) = (0, Stream.Null);
        if (_ended) return false;
        _content?.Finish();
        _input.SkipPadding();
        long start = _input.Offset;
        if (_input.Buffered(NewcHeader.MagicSize).SequenceEqual("070701"u8))
        {
            ReadTrailer(start);
            _ended = true;
            return false;
        }

        ReadOnlySpan<byte> header = _input.Take(HeaderSize, "header");
        ReadOnlySpan<byte> magic = header[..NewcHeader.MagicSize];
        if (!magic.SequenceEqual("07070X"u8)) throw Malformed(start, "magic", Printable.Escape(magic), "07070X");
        Span<byte> index = stackalloc byte[4];
        if (Convert.FromHexString(header[NewcHeader.MagicSize..], index, out _, out _) != OperationStatus.Done)
        {
            throw Malformed(start + NewcHeader.MagicSize, "file index", Printable.Escape(header[NewcHeader.MagicSize..]), "8 hex digits");
        }

        uint value = BinaryPrimitives.ReadUInt32BigEndian(index);
        if (value >= _sizes.Count) throw Malformed(start + NewcHeader.MagicSize, "file index", $"{value}", $"below {_sizes.Count}");
        _input.SkipPadding();
        fileIndex = (int)value;
        content = _content = new CpioContentStream(_input, _sizes[fileIndex], checksum: null);
        return true;
    }

    private void ReadTrailer(long start)
    {
        NewcHeader header = NewcHeader.Read(_input.Take(NewcHeader.Size, "header"), start);
        ReadOnlySpan<byte> trailer = "TRAILER!!!\0"u8;
        if (header.NameSize != trailer.Length || header.FileSize != 0) throw Malformed(start, "trailer", "an entry of another kind", "TRAILER!!!");
        ReadOnlySpan<byte> name = _input.Take(trailer.Length, "name");
        if (!name.SequenceEqual(trailer)) throw Malformed(start, "name", Printable.Escape(name), "TRAILER!!!");
        _input.SkipLastPadding();
    }

    private static MalformedDataException Malformed(long offset, string field, string got, string expected) =>
        new("stripped cpio", offset, field, got, expected);
}
