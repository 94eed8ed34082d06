using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;

namespace InitrdComposer.Transport;

/// <summary>What is known of bytes before they are here.</summary>
/// <param name="Digest">Null only for what has none yet: a repomd.xml that no lock pins.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Limit">No more than this is read when the size is not known.</param>
/// <param name="Mismatch">How other bytes are reported.</param>
public sealed record Expected(Digest? Digest, long? Size, long Limit, DiagnosticId Mismatch)
{
    /// <summary>
    /// Where there is no one digest: it must be one of these, all of one algorithm, the first of which is preferred; empty: it may be any.
    /// </summary>
    public ImmutableArray<Digest> OneOf { get; init; } = [];

    /// <summary>
    /// Reads what a place gave, and throws that it cannot be: where no digest decides, that is why another place is asked. An <see cref="UnfitContentException"/> says whether
    /// it may pass; of a <see cref="ComposerException"/> it may.
    /// </summary>
    public Func<ServedContent, Task>? Check { get; init; }

    /// <summary>One more byte is one too many.</summary>
    internal long MostBytes => Size ?? Limit;

    /// <summary>What the bytes are hashed by.</summary>
    internal DigestAlgorithm Algorithm => Digest?.Algorithm ?? (OneOf is [var first, ..] ? first.Algorithm : DigestAlgorithm.Sha256);

    internal bool Accepts(Digest digest) => Digest is Digest only ? digest == only : OneOf.IsEmpty || OneOf.Contains(digest);

    /// <summary>For messages.</summary>
    internal string Wanted => Digest is Digest only ? $"{only}" : OneOf.Length == 1 ? $"{OneOf[0]}" : $"{OneOf[0]} or one of {OneOf.Length - 1} earlier ones";
}
