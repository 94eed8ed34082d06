using System.Collections.Immutable;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Unneeded;

/// <summary>A file that an image may do without: nothing that is looked at, and is itself needed, refers to it.</summary>
/// <param name="Path">Of several hard links the first.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Stored">Its share of what the image takes, in bytes.</param>
/// <param name="NeededBy">Other candidates that refer to it; none: it heads what leaves with it.</param>
/// <param name="With">What only it refers to, directly or through others of these: it leaves too.</param>
public sealed record UnneededFile(RootPath Path, long Length, long Stored, ImmutableArray<RootPath> NeededBy, ImmutableArray<RootPath> With)
{
    /// <summary>The candidate that it leaves with, in whose bytes it is counted; null: it heads others, or several lead to it.</summary>
    public RootPath? LeavesWith { get; init; }

    /// <summary>Bytes of it and of what leaves with it.</summary>
    public long Saved { get; init; }

    /// <summary>The same, as a share of what the image takes.</summary>
    public long SavedStored { get; init; }
}
