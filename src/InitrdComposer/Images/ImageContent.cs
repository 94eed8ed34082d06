using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>What a regular file of an image holds. Hard links share one; the bytes are read anew when they are asked for.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Digest">SHA-256 of the bytes.</param>
/// <param name="Part">Which of the image's parts has it, by its place in <see cref="OpenedImage.Parts"/>.</param>
/// <param name="Offset">Where it begins in what the part unpacks to: of an archive in its bytes, of a file system behind the contents that were read before.</param>
public sealed record ImageContent(long Length, Digest Digest, int Part, long Offset) : FileContent(Length, Digest)
{
    /// <summary>What it takes in its part, where the part notes it of each file; null: see <see cref="OpenedImage.StoredSize"/>.</summary>
    internal long? StoredLength { get; init; }
}
