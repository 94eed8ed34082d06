using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Images;

/// <summary>Reads images of any maker, in one pass that keeps nothing but names and digests in memory.</summary>
public static class ImageReader
{
    /// <summary>What should have an initrd has none.</summary>
    public static readonly DiagnosticId NoInitrd = new("IMG", 15, FailureKind.Usage);

    /// <param name="path">An initrd, or a UKI.</param>
    /// <param name="profile">Which profile of a UKI, from 0.</param>
    /// <exception cref="ComposerException">It is no image, or cannot be read; damage further inside is <see cref="OpenedImage.Damage"/>.</exception>
    public static OpenedImage Open(Disk disk, string path, int profile = 0)
    {
        using var hash = new ContentHash();
        return Walk(disk, path, profile, (_, content) => hash.Of(content));
    }

    /// <summary>Digests of what a UKI hands to the kernel, in the order in which it is unpacked: who has read an initrd of that digest need not unpack it again.</summary>
    /// <returns>Null: it is no PE image.</returns>
    /// <exception cref="ComposerException">It is a PE image and no UKI, or cannot be read.</exception>
    public static ImmutableArray<Digest>? InitrdsOf(Disk disk, string path)
    {
        using var file = FileSource.Open(disk, path);
        return FileMagic.KindOf(file) == FileMagic.PE ? [.. EfiSections.Open(path, file, profile: 0).AddTo(new PartList()).Select(archive => DigestOf(archive.Content))] : null;
    }

    private static Digest DigestOf(PositionalSource content)
    {
        using Stream bytes = content.OpenStream();
        return Digest.Sha256Of(bytes);
    }

    /// <summary>Reads contents anew, in the order in which the image has them: each that is wanted once.</summary>
    /// <param name="image">What <see cref="Open"/> has told of the same file.</param>
    /// <param name="wanted">Asked of every content of its tree.</param>
    /// <param name="take">Gets the bytes, valid until it returns.</param>
    /// <exception cref="ComposerException">The file cannot be read any more. Damage is none: what is behind it is not in the tree.</exception>
    public static void Read(Disk disk, OpenedImage image, Func<ImageContent, bool> wanted, Action<ImageContent, Stream> take)
    {
        // An empty content of a file system begins where the next one does.
        var contents = new Dictionary<(int Part, long Offset, long Length), ImageContent>();
        foreach (RootNode node in image.Tree)
        {
            if (node.Inode.Body is FileBody.Regular { Content: ImageContent content } && wanted(content)) contents.TryAdd((content.Part, content.Offset, content.Length), content);
        }

        if (contents.Count == 0) return;
        ExceptionDispatchInfo? failure = null;
        OpenedImage again = Walk(disk, image.Path, image.Profile, (_, member) =>
        {
            if (failure is not null || !contents.Remove((member.Part, member.Offset, member.Length), out ImageContent? content)) return ContentHash.Unread(member);
            using Stream bytes = member.Open();
            try
            {
                take(content, bytes);
            }
            catch (ComposerException cause)
            {
                // It is the taker's, no damage of the image.
                failure = ExceptionDispatchInfo.Capture(cause);
            }

            return content;
        });
        failure?.Throw();
        if (contents.Count > 0) throw again.Damage ?? new ComposerException(LocalFailure.Other, "changed while it was read", new SourceLocation(image.Path));
    }

    /// <summary>The same tree with contents of the caller's own kind.</summary>
    /// <param name="contentOf">What becomes of a file's bytes, which are there only while it is asked.</param>
    /// <exception cref="ComposerException">It is no image, cannot be read, or is damaged.</exception>
    internal static OpenedImage OpenAs(Disk disk, string path, Func<RootPath, MemberContent, FileContent> contentOf)
    {
        OpenedImage image = Walk(disk, path, profile: 0, contentOf);
        return image.Damage is null ? image : throw image.Damage;
    }

    private static OpenedImage Walk(Disk disk, string path, int profile, Func<RootPath, MemberContent, FileContent> contentOf) => new ImageWalk(disk, path, contentOf).Of(profile);
}
