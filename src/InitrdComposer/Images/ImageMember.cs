using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>A name in an archive or a file system, as it passes.</summary>
/// <param name="Name">As it is stored: nobody has looked yet whether it is a path inside an image.</param>
/// <param name="Body">Null: a regular file.</param>
/// <param name="Content">Of a regular file; null: the name is another one of a file that was there before.</param>
/// <param name="Link">Names that have an equal one are hard links; null: it has no other names.</param>
internal sealed record ImageMember(ReadOnlyMemory<byte> Name, Metadata Metadata, FileBody? Body, MemberContent? Content = null, object? Link = null);

/// <summary>A regular file's bytes, read at most once, before the next member.</summary>
/// <param name="length">In bytes.</param>
/// <param name="part">Which part of the image has them.</param>
/// <param name="offset">Where they begin in what that unpacks to.</param>
/// <param name="open">Opens them.</param>
internal sealed class MemberContent(long length, int part, long offset, Func<Stream> open)
{
    public long Length => length;

    public int Part => part;

    public long Offset => offset;

    /// <summary>The same bytes where they can be read at any time; null: they only pass by.</summary>
    public PositionalSource? Source { get; init; }

    /// <summary>Tells what they take in their part, where that is noted of each file; null: the part knows. Asked when they have been read.</summary>
    public Func<long>? Stored { get; init; }

    /// <exception cref="MalformedDataException">When they are read: they are damaged.</exception>
    public Stream Open() => open();
}
