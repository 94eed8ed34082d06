using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Squashfs;

namespace InitrdComposer.Testing.Extensions;

/// <summary>A squashfs image of a few files.</summary>
public sealed class SquashfsSpec
{
    private readonly SortedDictionary<string, SquashfsInode> _files = new(StringComparer.Ordinal);

    public SquashfsOptions Options { get; init; } = new();

    /// <param name="path">Without a slash before it.</param>
    public SquashfsSpec Add(string path, byte[] content, params ImmutableArray<SquashfsXattr> xattrs)
    {
        _files[path] = Inode(new SquashfsBody.Regular(PositionalSource.OfBytes(content), null), xattrs);
        return this;
    }

    public SquashfsSpec Add(string path, string content, params ImmutableArray<SquashfsXattr> xattrs) => Add(path, Encoding.UTF8.GetBytes(content), xattrs);

    /// <summary>A text file of somebody.</summary>
    public SquashfsSpec Add(string path, string content, int permissions, uint uid, params ImmutableArray<SquashfsXattr> xattrs)
    {
        _files[path] = new(new SquashfsBody.Regular(PositionalSource.OfBytes(Encoding.UTF8.GetBytes(content)), null), permissions, uid, 0, 0, xattrs);
        return this;
    }

    public SquashfsSpec Link(string path, string target)
    {
        _files[path] = Inode(new SquashfsBody.SymbolicLink(Encoding.UTF8.GetBytes(target)), []);
        return this;
    }

    public byte[] ToBytes()
    {
        using var image = new MemoryStream();
        SquashfsWriter.Write(Folder(""), Options, image);
        return image.ToArray();
    }

    private SquashfsInode Folder(string prefix)
    {
        IEnumerable<IGrouping<string, KeyValuePair<string, SquashfsInode>>> names =
            _files.Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal)).GroupBy(file => file.Key[prefix.Length..].Split('/')[0]);
        return Inode(
            new SquashfsBody.Directory(
            [
                .. names.OrderBy(name => name.Key, StringComparer.Ordinal).Select(name => new SquashfsEntry(
                    Encoding.UTF8.GetBytes(name.Key), _files.TryGetValue(prefix + name.Key, out SquashfsInode? file) ? file : Folder($"{prefix}{name.Key}/"))),
            ]),
            []);
    }

    private static SquashfsInode Inode(SquashfsBody body, ImmutableArray<SquashfsXattr> xattrs) => new(body, 0x1ED, 0, 0, 0, xattrs);
}
