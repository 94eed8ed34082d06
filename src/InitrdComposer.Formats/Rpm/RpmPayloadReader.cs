using InitrdComposer.Formats.Newc;

namespace InitrdComposer.Formats.Rpm;

/// <summary>
/// Reads a decompressed payload and finds each entry in the file list, to which it must agree: names, types, sizes and link targets, every file that
/// is no ghost exactly once, of a hard link group the data with the last, nothing behind the trailer.
/// </summary>
public sealed class RpmPayloadReader
{
    private const string Format = "rpm payload";

    private readonly IReadOnlyList<RpmFile> _files;
    private readonly RpmPathIndex _paths;
    /// <summary>By file, where its entry begins; -1: not seen yet.</summary>
    private readonly long[] _seen;
    private long _entry;
    private readonly CpioInput _input;
    private readonly NewcReader? _newc;
    private readonly StrippedCpioReader? _stripped;
    private bool _ended;

    /// <param name="payload">cpio, from its beginning; stays open. Offsets in errors count from there.</param>
    /// <param name="files">The header's.</param>
    public RpmPayloadReader(Stream payload, IReadOnlyList<RpmFile> files)
    {
        _files = files;
        _paths = new RpmPathIndex(files);
        _seen = new long[files.Count];
        Array.Fill(_seen, -1);
        bool isStripped;
        (_input, isStripped) = Open(payload);
        if (isStripped) _stripped = new StrippedCpioReader(_input, [.. files.Select(file => file.PayloadSize)]);
        else _newc = new NewcReader(_input);
    }

    /// <summary>Goes to the next entry; false when the payload was read to its end and is complete.</summary>
    /// <param name="fileIndex">Into the file list.</param>
    /// <param name="content">Valid until the next call; of a symbolic link already read and compared.</param>
    /// <exception cref="MalformedDataException">The payload is malformed or does not agree with the file list.</exception>
    public bool TryReadNext(out int fileIndex, out Stream content)
    {
        _entry = _stripped?.NextOffset ?? 0;
        if (_ended || !(_stripped?.TryReadNext(out fileIndex, out content) ?? TryReadNewc(out fileIndex, out content)))
        {
            (fileIndex, content) = (-1, Stream.Null);
            if (!_ended) CheckEnd();
            _ended = true;
            return false;
        }

        RpmFile file = _files[fileIndex];
        if (file.IsGhost) throw Malformed("name", $"{Printable.Escape(file.Path.Span)}, a ghost", "files that are no ghosts");
        if (_seen[fileIndex] >= 0) throw Repeated(fileIndex);
        _seen[fileIndex] = _entry;
        if (file.Type == InodeMode.SymbolicLink) CheckTarget(file, content);
        return true;
    }

    private static (CpioInput Input, bool IsStripped) Open(Stream payload)
    {
        var input = new CpioInput(payload, Format, 0);
        return (input, input.Buffered(NewcHeader.MagicSize).SequenceEqual("07070X"u8));
    }

    private bool TryReadNewc(out int fileIndex, out Stream content)
    {
        (fileIndex, content) = (-1, Stream.Null);
        if (!_newc!.TryReadNext(out NewcEntry entry)) return false;
        _entry = entry.Offset;
        fileIndex = _paths.Find(entry.Name.Span);
        if (fileIndex < 0) throw Malformed(entry.Offset, "name", Printable.Escape(entry.Name.Span), "a file of the header");
        RpmFile file = _files[fileIndex];
        if (entry.Header.Mode != file.Mode) throw Malformed(entry.Offset, "mode", $"0x{entry.Header.Mode:X}", $"the header's 0x{file.Mode:X}");
        if (entry.Header.FileSize != file.PayloadSize)
        {
            throw Malformed(entry.Offset, file.LinkGroup == 0 ? "filesize" : "filesize of a hard link", $"{entry.Header.FileSize}", $"{file.PayloadSize}");
        }

        content = entry.Content;
        return true;
    }

    private void CheckTarget(RpmFile file, Stream content)
    {
        var target = new byte[file.LinkTarget.Length];
        content.ReadExactly(target);
        if (!target.AsSpan().SequenceEqual(file.LinkTarget.Span))
        {
            throw Malformed("link target", Printable.Escape(target), $"the header's {Printable.Escape(file.LinkTarget.Span)}");
        }
    }

    private void CheckEnd()
    {
        if (!_input.Buffered(1).IsEmpty) throw Malformed("end of data", "more bytes", "nothing behind the trailer");

        for (int i = 0; i < _seen.Length; i++)
        {
            if (_seen[i] < 0 && !_files[i].IsGhost) throw Malformed("trailer", $"no {Printable.Escape(_files[i].Path.Span)}", "every file of the header");
        }
    }

    private MalformedDataException Repeated(int fileIndex) => _stripped is null
        ? Malformed(_entry, "name", $"{Printable.Escape(_files[fileIndex].Path.Span)} twice, first at offset 0x{_seen[fileIndex]:X}", "each file once")
        : Malformed(_entry, "file index", $"{fileIndex} twice, first at offset 0x{_seen[fileIndex]:X}", "each file of the list once");

    private MalformedDataException Malformed(string field, string got, string expected) => Malformed(_input.Offset, field, got, expected);

    private static MalformedDataException Malformed(long offset, string field, string got, string expected) => new(Format, offset, field, got, expected);
}
