namespace InitrdComposer.Files;

/// <summary>
/// What the system does with files and folders, one call each: all that the product keeps on a disk is made of these. Each happens or does not; one
/// that fails throws an <see cref="IOException"/> whose HResult is errno. Thread-safe. See docs/decisions/0007-disk-seam.md.
/// </summary>
public abstract class Disk
{
    /// <summary>0777 less the umask.</summary>
    public const ushort OpenToAll = 0b111_111_111;

    /// <summary>0700: the owner's alone.</summary>
    public const ushort OwnersOnly = 0b111_000_000;

    /// <summary>This machine's.</summary>
    public static Disk Host { get; } = new HostDisk();

    /// <summary>Opens a file or a folder for reading; never waits for a fifo.</summary>
    public abstract DiskFile Open(string path);

    /// <summary>Makes a file that is not there yet, with mode 0666 less the umask.</summary>
    public abstract DiskFile Create(string path);

    /// <summary>Opens a file for reading and writing, as it is; makes it if it is not there.</summary>
    public abstract DiskFile OpenOrCreate(string path);

    /// <summary>What is at a path; null where nothing is.</summary>
    /// <param name="path">Where.</param>
    /// <param name="followsLinks">A symbolic link stands for where it leads; false: for itself.</param>
    public abstract FileStatus? Status(string path, bool followsLinks = false);

    /// <summary>The names in a folder, in ordinal order.</summary>
    public abstract IReadOnlyList<string> List(string folder);

    /// <summary>Where a symbolic link points.</summary>
    public abstract string ReadLink(string path);

    /// <summary>Makes a symbolic link that is not there yet.</summary>
    public abstract void MakeLink(string path, string target);

    /// <summary>Makes a folder; false where something is already.</summary>
    public abstract bool MakeFolder(string path, ushort mode = OpenToAll);

    /// <param name="mode">The twelve permission bits, whatever the umask.</param>
    public abstract void SetMode(string path, ushort mode);

    /// <summary>Sets the modification time to now.</summary>
    public abstract void Touch(string path);

    /// <summary>Renames in one step; never copies.</summary>
    public abstract void Rename(string from, string to, RenameKind kind = RenameKind.Replace);

    /// <summary>Removes a file or a link.</summary>
    public abstract void Remove(string path);

    /// <summary>Removes an empty folder.</summary>
    public abstract void RemoveFolder(string path);
}

/// <summary>What a rename does with what has the new name; the values are renameat2(2)'s flags.</summary>
public enum RenameKind
{
    /// <summary>It is gone; a folder replaces an empty folder only.</summary>
    Replace = 0,

    /// <summary>It gets the old name, in the same step. Not every file system can: EINVAL.</summary>
    Exchange = 2,
}
