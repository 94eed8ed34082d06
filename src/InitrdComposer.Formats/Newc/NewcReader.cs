namespace InitrdComposer.Formats.Newc;

/// <summary>
/// Reads the entries of one newc archive (070701, 070702 with its checksums verified), up to TRAILER!!!. Names are bytes and are not judged as
/// paths: that is for whoever knows what the archive is for.
/// </summary>
public sealed class NewcReader
{
    /// <summary>What errors call the format.</summary>
    public const string Format = "newc";

    /// <summary>Bytes of a name with its NUL: the kernel's PATH_MAX. It skips entries with longer ones, silently (init/initramfs.c).</summary>
    public const int MaxNameSize = 4096;

    /// <summary>Bytes of a symbolic link's target: the kernel's PATH_MAX.</summary>
    public const int MaxTargetSize = 4096;

    /// <summary>Entries of one archive.</summary>
    public const int MaxEntries = 1_000_000;

    private readonly CpioInput _input;
    private CpioContentStream? _content;
    private int _entries;
    private bool _ended;

    /// <param name="archive">Read from where it stands; stays open. It is read ahead of the entries: <see cref="NewcSequence"/> goes on behind.</param>
    /// <param name="offset">Where <paramref name="archive"/> stands in its file, for errors; padding counts from there.</param>
    public NewcReader(Stream archive, long offset = 0)
        : this(new CpioInput(archive, Format, offset))
    {
    }

    internal NewcReader(CpioInput input) => _input = input;

    /// <summary>Whether the end of data without TRAILER!!! is an error. The kernel does without.</summary>
    public bool IsTrailerRequired { get; init; } = true;

    /// <summary>Offset of the next byte that is read.</summary>
    public long Offset => _input.Offset;

    /// <summary>Goes to the next entry; false at the trailer.</summary>
    /// <exception cref="MalformedDataException">The archive is malformed, truncated or over a limit.</exception>
    public bool TryReadNext(out NewcEntry entry)
    {
        entry = default;
        if (_ended) return false;
        _content?.Finish();
        _input.SkipPadding();
        if (!IsTrailerRequired && _input.Buffered(1).IsEmpty)
        {
            _ended = true;
            return false;
        }

        long start = _input.Offset;
        NewcHeader header = NewcHeader.Read(_input.Take(NewcHeader.Size, "header"), start);
        ReadOnlyMemory<byte> name = ReadName(header, start);
        if (name.Span.SequenceEqual("TRAILER!!!"u8))
        {
            if (header.FileSize != 0) throw Malformed(start, "filesize of the trailer", $"{header.FileSize}", "0");
            _input.SkipLastPadding();
            _ended = true;
            return false;
        }

        _input.SkipPadding();
        Check(header, start);
        _content = new CpioContentStream(_input, header.FileSize, ChecksumOf(header));
        entry = new(header, name, start, _content);
        return true;
    }

    private byte[] ReadName(in NewcHeader header, long start)
    {
        if (header.NameSize is < 2 or > MaxNameSize) throw Malformed(start, "namesize", $"{header.NameSize}", $"2 to {MaxNameSize}");
        ReadOnlySpan<byte> padded = _input.Take((int)header.NameSize, "name");
        // More than one NUL is how names are stretched until the data is aligned.
        int length = padded.IndexOf((byte)0);
        if (length <= 0 || padded[length..].ContainsAnyExcept((byte)0)) throw Malformed(start, "name", Printable.Escape(padded), "a name and its NUL");
        return padded[..length].ToArray();
    }

    private void Check(in NewcHeader header, long start)
    {
        if (++_entries > MaxEntries) throw Malformed(start, "entries", $"more than {MaxEntries}", $"at most {MaxEntries}");
        if (!InodeMode.IsValid(header.Mode)) throw Malformed(start, "mode", $"0x{header.Mode:X}", "the mode of a file");
        if (header.Type == InodeMode.SymbolicLink && header.FileSize is 0 or > MaxTargetSize)
        {
            throw Malformed(start, "filesize of a symbolic link", $"{header.FileSize}", $"1 to {MaxTargetSize}");
        }
    }

    /// <summary>GNU cpio sums regular files only, and the kernel verifies these only.</summary>
    private static uint? ChecksumOf(in NewcHeader header) => header.HasChecksum && header.Type == InodeMode.Regular ? header.Check : null;

    private static MalformedDataException Malformed(long offset, string field, string got, string expected) => new(Format, offset, field, got, expected);
}
