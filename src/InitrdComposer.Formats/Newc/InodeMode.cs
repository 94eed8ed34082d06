namespace InitrdComposer.Formats.Newc;

/// <summary>The type bits of a mode (inode(7)), as cpio archives and rpm headers hold it.</summary>
public static class InodeMode
{
    public const uint TypeMask = 0xF000;
    public const uint Fifo = 0x1000;
    public const uint CharacterDevice = 0x2000;
    public const uint Directory = 0x4000;
    public const uint BlockDevice = 0x6000;
    public const uint Regular = 0x8000;
    public const uint SymbolicLink = 0xA000;
    public const uint Socket = 0xC000;

    /// <summary>rwx three times, setuid, setgid, sticky.</summary>
    public const uint PermissionMask = 0x0FFF;

    /// <summary>The mode's type is one of the seven, and nothing is set above it.</summary>
    public static bool IsValid(uint mode) => mode <= 0xFFFF
        && (mode & TypeMask) is Fifo or CharacterDevice or Directory or BlockDevice or Regular or SymbolicLink or Socket;
}
