using System.Diagnostics.CodeAnalysis;

namespace InitrdComposer.Formats.Newc;

/// <summary>
/// Archives in a row, NULs between them, as the kernel unpacks a buffer (init/initramfs.c). Stops at the end of data or at the first byte that no
/// archive begins with, which may be compressed data.
/// </summary>
/// <param name="stream">Read from where it stands; stays open.</param>
/// <param name="offset">Where <paramref name="stream"/> stands in its file, for errors.</param>
public sealed class NewcSequence(Stream stream, long offset = 0)
{
    private readonly CpioInput _input = new(stream, "newc", offset);
    private NewcReader? _current;

    /// <summary>Offset of the next byte that is not padding.</summary>
    public long Offset => _input.Offset;

    /// <summary>Nothing follows.</summary>
    public bool IsAtEnd => _input.Buffered(1).IsEmpty;

    /// <summary>Opens the next archive; the one before is read to its end if it was not.</summary>
    /// <exception cref="MalformedDataException">The archive before is malformed.</exception>
    public bool TryOpenNext([NotNullWhen(true)] out NewcReader? archive)
    {
        if (_current is not null)
        {
            while (_current.TryReadNext(out _))
            {
            }

        }

        while (_input.Buffered(1) is [0]) _input.Skip(1);
        _current = archive = _input.Buffered(1) is [(byte)'0'] ? new NewcReader(_input) { IsTrailerRequired = false } : null;
        return archive is not null;
    }
}
