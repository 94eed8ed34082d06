using System.Collections.Immutable;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Formats.Squashfs;

/// <summary>A file of any kind. Where one inode has several names, they are hard links.</summary>
public sealed class SquashfsInode(SquashfsBody body, int permissions, uint uid, uint gid, uint modificationTime, ImmutableArray<SquashfsXattr> xattrs)
{
    public SquashfsBody Body => body;

    /// <summary>The lower twelve bits of st_mode.</summary>
    public int Permissions => permissions;

    public uint Uid => uid;

    public uint Gid => gid;

    /// <summary>Seconds since 1970, to 2106.</summary>
    public uint ModificationTime => modificationTime;

    /// <summary>In the order in which they are listed.</summary>
    public ImmutableArray<SquashfsXattr> Xattrs => xattrs;
}

/// <summary>A name in a directory.</summary>
/// <param name="Name">1 to 256 bytes.</param>
public sealed record SquashfsEntry(ReadOnlyMemory<byte> Name, SquashfsInode Inode);

/// <summary>An extended attribute.</summary>
/// <param name="Name">With its namespace, of which there are three here: user., trusted. and security.</param>
public sealed record SquashfsXattr(string Name, ReadOnlyMemory<byte> Value);

/// <summary>What a file is.</summary>
public abstract record SquashfsBody
{
    private SquashfsBody()
    {
    }

    /// <param name="Entries">In the order of their names' bytes.</param>
    public sealed record Directory(ImmutableArray<SquashfsEntry> Entries) : SquashfsBody;

    /// <param name="Content">Read once.</param>
    /// <param name="Digest">Of the content: equal files are stored once. Null: it is not compared.</param>
    public sealed record Regular(PositionalSource Content, Digest? Digest) : SquashfsBody;

    public sealed record SymbolicLink(ReadOnlyMemory<byte> Target) : SquashfsBody;

    public sealed record Device(bool IsBlock, uint Major, uint Minor) : SquashfsBody;

    public sealed record Fifo : SquashfsBody;

    public sealed record Socket : SquashfsBody;
}
