using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Tree;

namespace InitrdComposer.Cpio;

/// <summary>
/// One digest for what an initrd unpacks to, whatever packed it: SHA-256 of a canonical listing. A record an entry, in the archive's order, each
/// "TYPE MODE UID GID MTIME SIZE RDEV BODY", a space, the path without leading slash, NUL, and for a link its target, NUL. TYPE is one letter as in
/// `ls -l` with '-' for files, MODE octal, SIZE of the whole body (0 unless a file), RDEV "MAJOR:MINOR" or "-", BODY the hex of the body's SHA-256, "-"
/// without a body, or "=" and the first path of the same inode.
/// </summary>
internal static class ContentDigest
{
    public static Digest Of(IEnumerable<InitrdEntry> entries, IContents contents)
    {
        using var hash = DigestAlgorithm.Sha256.CreateHash();
        foreach (InitrdEntry entry in entries)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Fields(entry)));
            if (entry.Node.Path == entry.FirstLink) hash.AppendData(Encoding.UTF8.GetBytes(BodyOf(entry.Node.Inode.Body, contents)));
            else Append(hash, "="u8, entry.FirstLink.Bytes);
            Append(hash, " "u8, entry.Node.Path.Bytes, "\0"u8);
            if (entry.Node.Inode.Body is FileBody.SymbolicLink link) Append(hash, link.Target.Bytes, "\0"u8);
        }

        return Digest.Finish(DigestAlgorithm.Sha256, hash);
    }

    private static string Fields(InitrdEntry entry)
    {
        NewcHeader header = entry.Header;
        char type = header.Type switch
        {
            InodeMode.Regular => '-',
            InodeMode.Directory => 'd',
            InodeMode.SymbolicLink => 'l',
            InodeMode.BlockDevice => 'b',
            InodeMode.CharacterDevice => 'c',
            InodeMode.Fifo => 'p',
            _ => 's',
        };
        long size = entry.Node.Inode.Body is FileBody.Regular file ? file.Content.Length : 0;
        string rdev = type is 'b' or 'c' ? string.Create(CultureInfo.InvariantCulture, $"{header.RdevMajor}:{header.RdevMinor}") : "-";
        string mode = Convert.ToString(header.Mode & InodeMode.PermissionMask, 8);
        return string.Create(CultureInfo.InvariantCulture, $"{type} {mode} {header.Uid} {header.Gid} {header.Mtime} {size} {rdev} ");
    }

    private static string BodyOf(FileBody body, IContents contents) => body switch
    {
        FileBody.Regular { Content.Digest: { Algorithm: DigestAlgorithm.Sha256 } digest } => digest.Hex,
        FileBody.Regular file => Sha256Of(file.Content, contents).Hex,
        _ => "-",
    };

    private static Digest Sha256Of(FileContent content, IContents contents)
    {
        using Stream stream = contents.Open(content).OpenStream();
        return Digest.Sha256Of(stream);
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third = default)
    {
        hash.AppendData(first);
        hash.AppendData(second);
        hash.AppendData(third);
    }
}
