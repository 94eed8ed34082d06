using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Comparison;

/// <summary>One place in the images: /bin/sh and /usr/bin/sh are the same one, and so are a module of two kernel releases.</summary>
/// <param name="Path">The place's own path, under which both sides are found: below /usr; where the kernel releases differ, of the second image's.</param>
/// <param name="Change">What became of it from the first image to the second.</param>
/// <param name="What">Of a changed one, in what.</param>
/// <param name="Class">What kind of file it is.</param>
/// <param name="Package">Whose it is, without version; the second image's where they differ; null: that is not known.</param>
/// <param name="A">What the first image has there; null: nothing.</param>
/// <param name="B">What the second image has there; null: nothing, or there is no second.</param>
public sealed record ComparedFile(
    RootPath Path, FileChange Change, ImmutableArray<FileAspect> What, string Class, string? Package, FileSide? A, FileSide? B)
{
    /// <summary>Of an added or removed file whose content the other image has under a path that is not here: that path. Null: it was not moved.</summary>
    public RootPath? Moved { get; init; }
}

/// <summary>What became of a file.</summary>
public enum FileChange
{
    Same,
    Added,
    Removed,
    Changed,
}

/// <summary>What two files of one path differ in.</summary>
public enum FileAspect
{
    Content,
    Mode,
    Owner,

    /// <summary>Where a symbolic link leads, or which device a node is of.</summary>
    Target,
    Type,

    /// <summary>Extended attributes: capabilities, labels.</summary>
    Attributes,
}

/// <summary>What a file is.</summary>
public enum FileType
{
    File,
    Directory,
    Symlink,
    Block,
    Character,
    Fifo,
    Socket,
}

/// <summary>A file in one of the images.</summary>
/// <param name="Path">Where it really is.</param>
/// <param name="Type">What it is.</param>
/// <param name="Size">Bytes that it adds to the image, unpacked: those of a regular file; 0 of a further name of a hard link, as du(1) counts.</param>
/// <param name="Stored">Its share of the bytes that the image stores.</param>
/// <param name="Mode">The twelve permission bits.</param>
/// <param name="Owner">User and group, by number: "0:0".</param>
/// <param name="Content">SHA-256 of a regular file; null: it is none.</param>
/// <param name="Target">Where a symbolic link leads; a device's numbers, "5:1"; null: it is neither.</param>
/// <param name="HardLink">The first name of the same file, where its size is counted; null: this is the first.</param>
public sealed record FileSide(
    RootPath Path, FileType Type, long Size, long Stored, ushort Mode, string Owner, Digest? Content, string? Target, RootPath? HardLink);
