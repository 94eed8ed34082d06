using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Images;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>An extension's files, every one of them read once: what cannot be read is known before anything is said of it.</summary>
internal static class ImageFiles
{
    /// <summary>What a squashfs or erofs image holds.</summary>
    /// <param name="at">Where its root is mounted.</param>
    /// <exception cref="MalformedDataException">The image is damaged.</exception>
    public static RootTree OfFileSystem(PositionalSource image, RootPath at) => Read(tree => new FileSystemMembers(new(), tree).Read(image, at));

    /// <summary>What a folder of the host holds; links are not followed, and extended attributes not seen.</summary>
    /// <exception cref="ComposerException">The disk does not deliver.</exception>
    public static RootTree OfFolder(Disk disk, string folder) => Read(tree => new FolderMembers(new(), tree).Read(disk, folder));

    private static RootTree Read(Action<MemberTree> read)
    {
        using var hash = new ContentHash();
        var tree = new MemberTree((_, content) => new StoredContent(content.Source!, hash.Of(content).Digest));
        read(tree);
        return tree.ToTree();
    }
}

/// <summary>A file inside an image, to be read at any time.</summary>
internal sealed record StoredContent(PositionalSource Source, Digest Digest) : FileContent(Source.Length, Digest);

/// <summary>Opens files of images.</summary>
internal sealed class ImageContents : IContents
{
    public static ImageContents Instance { get; } = new();

    public PositionalSource Open(FileContent content) => ((StoredContent)content).Source;
}
