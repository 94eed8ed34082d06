using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Erofs;

/// <summary>A file that is not compressed: blocks behind each other, and what is left of it behind its inode.</summary>
/// <param name="blocks">Whole blocks.</param>
/// <param name="tail">What is left; may be nothing.</param>
internal sealed class ErofsContent(PositionalSource blocks, PositionalSource tail) : PositionalSource
{
    public override long Length => blocks.Length + tail.Length;

    public override int ReadAt(long offset, Span<byte> into) => offset < blocks.Length ? blocks.ReadAt(offset, into) : tail.ReadAt(offset - blocks.Length, into);
}
