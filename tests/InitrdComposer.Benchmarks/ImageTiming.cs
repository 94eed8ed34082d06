using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Formats.Verity;

namespace InitrdComposer.Benchmarks;

/// <summary>What mksquashfs and veritysetup format do, by our writers: a folder to a squashfs image, a file to a hash area.</summary>
internal static class ImageTiming
{
    private const int VerityBlockSize = 4096;

    /// <param name="folder">Of regular files, folders and symbolic links. Files are hashed first, as a build has their digests: equal ones are stored once.</param>
    public static void Squash(string folder, string image, SquashfsOptions options)
    {
        using FileStream output = File.Create(image);
        SquashfsWriter.Write(Read(new DirectoryInfo(folder)), options, output);
    }

    /// <returns>The root hash.</returns>
    public static Digest Hash(string data, string hashes, byte[] salt, int threads)
    {
        using var source = FileSource.Open(Disk.Host, data);
        VerityTree tree = VerityTree.Of(source, new(Guid.Empty, VerityBlockSize, VerityBlockSize, 0, [.. salt]), threads);
        using FileStream output = File.Create(hashes);
        tree.WriteTo(output);
        return tree.RootHash;
    }

    private static SquashfsInode Read(FileSystemInfo info) => new(
        info switch
        {
            { LinkTarget: string target } => new SquashfsBody.SymbolicLink(System.Text.Encoding.UTF8.GetBytes(target)),
            DirectoryInfo folder => new SquashfsBody.Directory(
            [
                .. folder.EnumerateFileSystemInfos().OrderBy(child => child.Name, StringComparer.Ordinal)
                    .Select(child => new SquashfsEntry(System.Text.Encoding.UTF8.GetBytes(child.Name), Read(child))),
            ]),
            _ => Regular(info.FullName),
        },
        (int)info.UnixFileMode, 0, 0, 0, []);

    private static SquashfsBody.Regular Regular(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return new(new LateFile(path, stream.Length), Digest.Sha256Of(stream));
    }

    /// <summary>A file that is open only while it is read.</summary>
    private sealed class LateFile(string path, long length) : PositionalSource
    {
        public override long Length => length;

        public override int ReadAt(long offset, Span<byte> into)
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
            return RandomAccess.Read(file, into, offset);
        }
    }
}
