using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.PE;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>An image of any maker, its headers and digests read: what it is made of, and the files that a machine finds that starts from it.</summary>
/// <param name="Path">As it was given.</param>
/// <param name="Kind">What it is, in words: "initrd", "UKI", "disk image".</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="Parts">In the order in which they are stored; what is inside a part stands behind it.</param>
/// <param name="Tree">What is there when all parts are unpacked one over the other: of a path that is there twice the last one counts. Contents are <see cref="ImageContent"/>s.</param>
/// <param name="Damage">Why the image was not read to its end; what was read before it is in the tree. Null: all of it was read.</param>
public sealed record OpenedImage(string Path, string Kind, long Length, ImmutableArray<ImagePart> Parts, RootTree Tree, ComposerException? Damage)
{
    /// <summary>Which profile of a UKI it is, from 0.</summary>
    public int Profile { get; init; }

    /// <summary>Of a PE image, what it is for; null: it is none.</summary>
    public Machine? Machine { get; init; }

    /// <summary>What a content takes in the file, compressed. Of contents that are stored once and have several names it is the whole.</summary>
    public StoredSize StoredSize(ImageContent content)
    {
        ImagePart part = Parts[content.Part];
        double stored = content.StoredLength ?? part.StoredBytes(content.Offset, content.Length);
        bool isEstimated = content.StoredLength is null && part.IsEstimated;
        while (part is { Inside: int index, StoredLength: > 0 })
        {
            // As large a share of what the part takes in the one around it.
            ImagePart outer = Parts[index];
            stored *= outer.StoredBytes(part.Offset, part.StoredLength) / part.StoredLength;
            isEstimated |= outer.IsEstimated;
            part = outer;
        }

        return new((long)Math.Round(stored), isEstimated);
    }
}

/// <summary>What a content takes in an image.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="IsEstimated">By the ratio of what it is compressed with; else by how it is stored itself.</param>
public readonly record struct StoredSize(long Length, bool IsEstimated);
