using System.Globalization;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>What is in a folder of the host; links are not followed, and extended attributes not seen.</summary>
internal sealed class FolderMembers(PartList parts, MemberTree tree)
{
    private const string Folder = "folder";

    /// <returns>Bytes of all files.</returns>
    /// <exception cref="ComposerException">The disk does not deliver.</exception>
    public long Read(Disk disk, string folder)
    {
        int part = parts.Add(Folder, 0);
        long length = 0;
        HashSet<(ulong, uint, uint)> known = [];
        foreach ((string path, FileStatus status) in Listed(disk, folder))
        {
            if (tree.IsFull) throw ImageErrors.TooMany(folder, null);
            byte[] name = Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, path));
            FileBody? body = BodyOf(disk, path, status);
            FileVersion version = status.Version;
            (ulong Inode, uint Major, uint Minor) link = (version.Inode, version.DeviceMajor, version.DeviceMinor);
            bool isNew = status.Links < 2 || known.Add(link);
            var source = new DiskContent(disk, path, status.Size);
            tree.Add(new(
                name, MetadataOf(status), body, body is null && isNew ? new MemberContent(status.Size, part, length, () => source.OpenStream()) { Source = source } : null, status.Links < 2 ? null : link));
            if (body is null && isNew) length += status.Size;
        }

        parts.End(part, length, length);
        return length;
    }

    private static List<(string Path, FileStatus Status)> Listed(Disk disk, string folder)
    {
        try
        {
            return [.. disk.Below(folder)];
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(folder, "list", exception);
        }
    }

    private static Metadata MetadataOf(FileStatus status) => new(
        status.User.ToString(CultureInfo.InvariantCulture), status.Group.ToString(CultureInfo.InvariantCulture), status.Permissions, status.Modified.ToUnixTimeSeconds(), Metadata.NoAttributes);

    /// <summary>Null: a regular file.</summary>
    private static FileBody? BodyOf(Disk disk, string path, FileStatus status) => status.Type switch
    {
        InodeMode.Regular => null,
        InodeMode.Directory => FileBody.Directory.Instance,
        InodeMode.SymbolicLink => new FileBody.SymbolicLink(new DiskView(disk).LinkTarget(path) ?? ""),
        InodeMode.BlockDevice or InodeMode.CharacterDevice => new FileBody.Device(status.Type == InodeMode.BlockDevice, status.DeviceNumber.Major, status.DeviceNumber.Minor),
        InodeMode.Fifo => new FileBody.Fifo(),
        _ => new FileBody.Socket(),
    };

    /// <summary>A file that is opened when it is read: folders hold more files than a process may have open.</summary>
    private sealed class DiskContent(Disk disk, string path, long length) : PositionalSource
    {
        public override long Length => length;

        public override int ReadAt(long offset, Span<byte> into)
        {
            using var file = FileSource.Open(disk, path);
            return file.ReadAt(offset, into);
        }
    }
}
