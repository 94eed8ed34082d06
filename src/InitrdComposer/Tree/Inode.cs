using System.Collections.Immutable;

namespace InitrdComposer.Tree;

/// <summary>
/// A file's metadata and body. Two paths that share one Inode object are a hard link: identity counts, not equality.
/// </summary>
public sealed class Inode(Metadata metadata, FileBody body)
{
    public Metadata Metadata { get; } = metadata;

    public FileBody Body { get; } = body;

    /// <summary>A folder of root's with mode 0755 and mtime 0 (which every writer replaces by the build's epoch only if later).</summary>
    public static Inode Folder(ushort mode = 0b111_101_101) => new(Metadata.OfRoot(mode), FileBody.Directory.Instance);

    public static Inode SymbolicLink(string target) => new(Metadata.OfRoot(0b111_111_111), new FileBody.SymbolicLink(target));

    public static Inode File(ReadOnlyMemory<byte> bytes, ushort mode = 0b110_100_100) =>
        new(Metadata.OfRoot(mode), new FileBody.Regular(new FileContent.Generated(bytes)));
}

/// <summary>Owner, permissions, time and extended attributes.</summary>
/// <param name="User">By name, as packages write it; numbers are found in the image's own /etc/passwd when it is written.</param>
/// <param name="Group">By name.</param>
/// <param name="Mode">The twelve permission bits: rwx three times, setuid, setgid, sticky.</param>
/// <param name="ModificationTime">Seconds since 1970.</param>
/// <param name="ExtendedAttributes">Name to value, sorted by name; a file capability is "security.capability".</param>
public sealed record Metadata(
    string User, string Group, ushort Mode, long ModificationTime, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> ExtendedAttributes)
{
    public static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> NoAttributes { get; } =
        ImmutableSortedDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    public static Metadata OfRoot(ushort mode) => new("root", "root", mode, 0, NoAttributes);
}

/// <summary>What a file is, and what it holds.</summary>
public abstract record FileBody
{
    private FileBody()
    {
    }

    public sealed record Regular(FileContent Content) : FileBody;

    public sealed record Directory : FileBody
    {
        private Directory()
        {
        }

        public static Directory Instance { get; } = new();
    }

    /// <param name="Target">The link's text, any bytes but NUL.</param>
    public sealed record SymbolicLink(LinkTarget Target) : FileBody
    {
        public SymbolicLink(string target)
            : this(LinkTarget.Of(target))
        {
        }
    }

    /// <param name="IsBlock">A block device, else a character device.</param>
    /// <param name="Major">Linux's major number.</param>
    /// <param name="Minor">Linux's minor number.</param>
    public sealed record Device(bool IsBlock, uint Major, uint Minor) : FileBody;

    public sealed record Fifo : FileBody;

    public sealed record Socket : FileBody;
}
