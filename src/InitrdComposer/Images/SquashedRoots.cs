using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>
/// Images of the whole root inside an initrd, as dracut's modules squash-squashfs and squash-erofs make them, squash before: what is around such an image mounts it and
/// switches to an overlay over it (dracut-ng 100 to 107, modules.d/*squash-lib/init-squash.sh).
/// </summary>
internal sealed class SquashedRoots(Disk disk) : IDisposable
{
    private static readonly RootPath[] Names =
        [RootPath.Of("/squashfs-root.img"), RootPath.Of("/erofs-root.img"), RootPath.Of("/squash-root.img"), RootPath.Of("/squash/root.img")];

    private readonly List<SquashedRoot> _found = [];
    private readonly List<FileSource> _unpacked = [];

    /// <summary>In the order of their archives.</summary>
    public IReadOnlyList<SquashedRoot> Found => _found;

    /// <summary>Keeps an entry that is one, for it is read when all others have been.</summary>
    /// <param name="part">The archive's part.</param>
    /// <returns>The entry's bytes, if they were taken from it; null: it is called otherwise.</returns>
    /// <exception cref="Diagnostics.ComposerException">There is no room for it unpacked.</exception>
    public PositionalSource? Take(StoredEntry entry, int part)
    {
        if (entry.Header is not { Type: InodeMode.Regular, FileSize: > 0 } || !RootPath.TryParse(entry.Name.Span, out RootPath path) || !Names.Contains(path)) return null;
        PositionalSource source = entry.Source ?? Unpacked(entry.Content);
        if (FileSystemMembers.IsOne(source)) _found.Add(new(source, part, entry.Offset, path));
        return source;
    }

    public void Dispose()
    {
        foreach (FileSource file in _unpacked) file.Dispose();
    }

    private FileSource Unpacked(Stream content)
    {
        var file = FileSource.Temporary(disk, Path.GetTempPath(), content.CopyTo);
        _unpacked.Add(file);
        return file;
    }
}

/// <summary>An image of the whole root.</summary>
/// <param name="Part">The part that it is inside of.</param>
/// <param name="Offset">Where it begins in what that unpacks to.</param>
internal sealed record SquashedRoot(PositionalSource Image, int Part, long Offset, RootPath Path);
