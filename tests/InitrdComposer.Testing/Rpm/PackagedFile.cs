using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Formats.Rpm;

namespace InitrdComposer.Testing.Rpm;

/// <summary>A file of an <see cref="RpmSpec"/>: what header and payload say of it, unless a test makes one of them say something else.</summary>
/// <param name="Path">Absolute, as in the header; bytes, because names need not be UTF-8.</param>
/// <param name="Mode">Type and permissions.</param>
/// <param name="Content">Of a regular file; of a symbolic link its target.</param>
public sealed record PackagedFile(byte[] Path, ushort Mode, byte[] Content)
{
    public string User { get; init; } = "root";

    public string Group { get; init; } = "root";

    public uint Mtime { get; init; } = 1_000_000_000;

    public ushort Rdev { get; init; }

    public RpmFileFlags Flags { get; init; }

    public string Capabilities { get; init; } = "";

    /// <summary>Files of the same number are hard links of each other, the last with the data; 0: a number of its own.</summary>
    public uint Inode { get; init; }

    public bool IsRegular => (Mode & InodeMode.TypeMask) == InodeMode.Regular;

    public bool IsLink => (Mode & InodeMode.TypeMask) == InodeMode.SymbolicLink;

    public bool IsGhost => Flags.HasFlag(RpmFileFlags.Ghost);

    /// <summary>As the header names it.</summary>
    public string DigestText => IsRegular && !IsGhost ? Digest.Sha256Of(Content).Hex : "";

    public static PackagedFile Regular(string path, string content = "content\n", ushort permissions = 0x1A4) =>
        new(Encoding.UTF8.GetBytes(path), (ushort)(InodeMode.Regular | permissions), Encoding.UTF8.GetBytes(content));

    public static PackagedFile Folder(string path) => new(Encoding.UTF8.GetBytes(path), (ushort)(InodeMode.Directory | 0x1ED), []);

    public static PackagedFile Link(string path, string target) =>
        new(Encoding.UTF8.GetBytes(path), (ushort)(InodeMode.SymbolicLink | 0x1FF), Encoding.UTF8.GetBytes(target));
}
