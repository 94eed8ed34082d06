using System.Buffers.Binary;
using System.Runtime.InteropServices;
using InitrdComposer.Files;

namespace InitrdComposer.Fuzz.Targets;

/// <summary>A disk of a few files and nothing else, whatever an input asks for.</summary>
internal sealed class MemoryDisk(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files) : Disk
{
    private const int NotFound = 2;
    private const int ReadOnly = 30;
    private const ushort RegularFile = 0x8000 | 0x1A4;
    private const ushort Folder = 0x4000 | 0x1ED;

    public override DiskFile Open(string path) =>
        files.TryGetValue(path, out ReadOnlyMemory<byte> content) ? new MemoryFile(content, StatusOf(RegularFile, content.Length)) : throw Failure(path, NotFound);

    public override DiskFile Create(string path) => throw Failure(path, ReadOnly);

    public override DiskFile OpenOrCreate(string path) => throw Failure(path, ReadOnly);

    public override FileStatus? Status(string path, bool followsLinks = false) =>
        files.TryGetValue(path, out ReadOnlyMemory<byte> content) ? StatusOf(RegularFile, content.Length) : Below(path).Any() ? StatusOf(Folder, 0) : null;

    public override IReadOnlyList<string> List(string folder)
    {
        string[] names = [.. Below(folder).Select(name => name.Split('/')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return names.Length > 0 ? names : throw Failure(folder, NotFound);
    }

    public override string ReadLink(string path) => throw Failure(path, NotFound);

    public override void MakeLink(string path, string target) => throw Failure(path, ReadOnly);

    public override bool MakeFolder(string path, ushort mode = OpenToAll) => throw Failure(path, ReadOnly);

    public override void SetMode(string path, ushort mode) => throw Failure(path, ReadOnly);

    public override void Touch(string path) => throw Failure(path, ReadOnly);

    public override void Rename(string from, string to, RenameKind kind = RenameKind.Replace) => throw Failure(from, ReadOnly);

    public override void Remove(string path) => throw Failure(path, ReadOnly);

    public override void RemoveFolder(string path) => throw Failure(path, ReadOnly);

    /// <summary>What the names of files below a folder begin with.</summary>
    private IEnumerable<string> Below(string folder)
    {
        string prefix = folder.TrimEnd('/') + "/";
        return files.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).Select(path => path[prefix.Length..]);
    }

    private static FileStatus StatusOf(ushort mode, int size)
    {
        // struct statx: stx_mode, stx_size.
        Span<byte> status = stackalloc byte[256];
        status.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(status[0x1C..], mode);
        BinaryPrimitives.WriteInt64LittleEndian(status[0x28..], size);
        return MemoryMarshal.Read<FileStatus>(status);
    }

    private static IOException Failure(string path, int errno) => new($"{path}: errno {errno}", errno);

    private sealed class MemoryFile(ReadOnlyMemory<byte> content, FileStatus status) : DiskFile
    {
        public override int ReadAt(long offset, Span<byte> into)
        {
            if (offset >= content.Length) return 0;
            int count = Math.Min(into.Length, content.Length - (int)offset);
            content.Span.Slice((int)offset, count).CopyTo(into);
            return count;
        }

        public override void WriteAt(long offset, ReadOnlySpan<byte> bytes) => throw Failure("file", ReadOnly);

        public override void SetLength(long length) => throw Failure("file", ReadOnly);

        public override FileStatus Status() => status;

        public override void Sync()
        {
        }

        public override LockOutcome TryLock() => LockOutcome.Taken;

        public override void ShareLock()
        {
        }

        public override void Unlock()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
