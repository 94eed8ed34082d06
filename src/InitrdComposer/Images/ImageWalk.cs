using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>One pass over an image.</summary>
/// <param name="contentOf">What becomes of a file's bytes, which are there only while it is asked.</param>
internal sealed class ImageWalk(Disk disk, string path, Func<RootPath, MemberContent, FileContent> contentOf)
{
    private readonly PartList _parts = new();
    private readonly MemberTree _tree = new(contentOf);
    private ComposerException? _damage;

    /// <param name="profile">Of a UKI.</param>
    /// <exception cref="ComposerException">It is no image, or not even its beginning can be read.</exception>
    public OpenedImage Of(int profile)
    {
        if (new DiskView(disk).HasFolder(path)) return Image("folder", new FolderMembers(_parts, _tree).Read(disk, path));
        using var file = FileSource.Open(disk, path);
        switch (FileMagic.KindOf(file))
        {
            case FileMagic.PE:
                var sections = EfiSections.Open(path, file, profile);
                foreach (SectionArchive archive in sections.AddTo(_parts)) Guarded(() => Initrd(archive.Content, $"{path}!{archive.Name}", archive.Part), isPart: true);
                return Image(sections.Kind, file.Length) with { Profile = profile, Machine = sections.Machine };
            case FileMagic.Disk:
                foreach (DiskFileSystem system in DiskPartitions.AddTo(_parts, path, file)) Guarded(() => FileSystem(system.Content, $"{path}!{system.Name}", system.At, system.Part), isPart: true);
                return Image("disk image", file.Length);
            case FileMagic.Squashfs or FileMagic.Erofs:
                Guarded(() => FileSystem(file, path, RootPath.Root, inside: null));
                return Image("file system", file.Length);
            case FileMagic.Tar:
                Guarded(() => new TarMembers(_parts, _tree).Read(file, path));
                return Image("tar archive", file.Length);
            default:
                bool isTar = FileMagic.KindInside(file) == FileMagic.Tar;
                Guarded(() =>
                {
                    if (isTar) new TarMembers(_parts, _tree).Read(file, path);
                    else Initrd(file, path, inside: null);
                });
                return Image(isTar ? "tar archive" : "initrd", file.Length);
        }
    }

    private OpenedImage Image(string kind, long length) => new(path, kind, length, _parts.ToImmutable(), _tree.ToTree(), _damage);

    private void Initrd(PositionalSource initrd, string name, int? inside) => new InitrdMembers(disk, _parts, _tree).Read(initrd, name, inside);

    private void FileSystem(PositionalSource image, string name, RootPath at, int? inside)
    {
        if (!FileSystemMembers.IsOne(image)) throw ImageErrors.NoFileSystem(name);
        try
        {
            new FileSystemMembers(_parts, _tree).Read(image, at, 0, inside);
        }
        catch (MalformedDataException cause)
        {
            throw ImageErrors.FileSystem(name, cause);
        }
    }

    /// <summary>What is damaged later on leaves what was read before; what is damaged from the beginning is no image.</summary>
    /// <param name="isPart">There is an image around it, whose parts are known.</param>
    private void Guarded(Action read, bool isPart = false)
    {
        try
        {
            read();
        }
        catch (ComposerException cause) when (cause.Id.Kind == FailureKind.Malformed && (isPart || !_tree.IsEmpty))
        {
            _damage ??= cause;
        }
    }
}
