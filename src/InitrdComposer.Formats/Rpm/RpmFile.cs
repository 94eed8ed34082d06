using InitrdComposer.Formats.Newc;

namespace InitrdComposer.Formats.Rpm;

/// <summary>One file of a package's list.</summary>
/// <param name="Path">Folder and base name, as in the header; not judged.</param>
/// <param name="Mode">Type and permissions, see <see cref="InodeMode"/>.</param>
/// <param name="Mtime">Seconds since 1970.</param>
/// <param name="Size">Of a regular file the content, of a symbolic link the target, of a folder whatever the build system had.</param>
/// <param name="Digest">Of a regular file's content; null where the package holds none.</param>
/// <param name="LinkTarget">Of a symbolic link, else empty.</param>
/// <param name="Rdev">Of a device: eight bits major, eight bits minor.</param>
/// <param name="LinkGroup">Regular files with the same number (never 0) are one inode; 0: no hard link.</param>
/// <param name="IsLastLink">Of a link group the one whose payload entry has the data; true without group.</param>
/// <param name="Color">0 none, 1 32-bit ELF, 2 64-bit ELF.</param>
/// <param name="Language">As in %lang(de), or empty.</param>
/// <param name="Capabilities">As cap_to_text(3) writes them, or empty.</param>
public sealed record RpmFile(
    ReadOnlyMemory<byte> Path, ushort Mode, string User, string Group, uint Mtime, long Size, Digest? Digest, ReadOnlyMemory<byte> LinkTarget,
    ushort Rdev, int LinkGroup, bool IsLastLink, RpmFileFlags Flags, uint Color, string Language, string Capabilities)
{
    /// <summary>The type bits of the mode.</summary>
    public uint Type => Mode & InodeMode.TypeMask;

    public bool IsRegular => Type == InodeMode.Regular;

    public bool IsGhost => Flags.HasFlag(RpmFileFlags.Ghost);

    /// <summary>Bytes that the file's payload entry has.</summary>
    public long PayloadSize => Type switch
    {
        InodeMode.Regular => IsLastLink ? Size : 0,
        InodeMode.SymbolicLink => LinkTarget.Length,
        _ => 0,
    };
}
