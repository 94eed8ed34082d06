using InitrdComposer.Formats.Newc;
using InitrdComposer.Tree;

namespace InitrdComposer.Cpio;

/// <summary>One entry as it will be written.</summary>
/// <param name="Node">Its path and body.</param>
/// <param name="Header">Complete but for the lengths.</param>
/// <param name="Length">Bytes of data in the archive: of hard links only the last has any.</param>
/// <param name="FirstLink">The first path of the same inode; its own if there is no other.</param>
public sealed record InitrdEntry(RootNode Node, NewcHeader Header, long Length, RootPath FirstLink);
