using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Erofs;

/// <summary>A file of any kind. One that has several names is one object.</summary>
/// <param name="Mode">st_mode.</param>
/// <param name="Content">A file's bytes, a link's target; null: neither.</param>
/// <param name="Device">Of a device, as Linux encodes it (new_encode_dev).</param>
/// <param name="Entries">Of a directory, in the order of their names' bytes.</param>
/// <param name="Xattrs">Of the namespaces user., trusted. and security.</param>
/// <param name="ModificationTime">Seconds since 1970; of an inode of the compact form when the image was made.</param>
public sealed record ErofsInode(
    uint Mode, uint Uid, uint Gid, PositionalSource? Content, uint Device, ImmutableArray<ErofsEntry> Entries, ImmutableArray<KeyValuePair<string, ReadOnlyMemory<byte>>> Xattrs,
    long ModificationTime);

/// <summary>A name in a directory.</summary>
public sealed record ErofsEntry(ReadOnlyMemory<byte> Name, ErofsInode Inode);
