using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>
/// /etc/initrd-release, by which systemd knows that it runs in an initrd and has to switch root later: a link to /etc/os-release as mkosi makes it.
/// It must lead to a file, because systemd follows it; so /etc/os-release is linked too where a distribution only has the one in /usr/lib.
/// </summary>
internal static class InitrdRelease
{
    private static readonly RootPath Release = RootPath.Of("/etc/initrd-release");
    private static readonly RootPath OsRelease = RootPath.Of("/etc/os-release");

    /// <exception cref="ComposerException">No package or extra tree brings an os-release, or it is none.</exception>
    public static Step Apply(RootTree tree, IContents contents)
    {
        tree = Linked(tree);
        return new(tree, [.. Check(tree, contents)]);
    }

    private static RootTree Linked(RootTree tree)
    {
        if (IsFile(tree, Release)) return tree;
        if (!IsFile(tree, OsRelease))
        {
            if (!IsFile(tree, RootPath.Of("/usr/lib/os-release")))
            {
                throw new ComposerException(
                    FinalizeErrors.NoOsRelease, "the image has neither this file nor /usr/lib/os-release", new SourceLocation(OsRelease.ToString()),
                    "add the package that owns it, such as system-release or base-files");
            }

            tree = tree.With([Generated.Link("initrd-release", OsRelease, "../usr/lib/os-release")]);
        }

        return tree.With([Generated.Link("initrd-release", Release, "/etc/os-release")]);
    }

    /// <summary>It goes into the UKI as it is, where others read it.</summary>
    private static IEnumerable<Notice> Check(RootTree tree, IContents contents)
    {
        if (!tree.TryFind(OsRelease, out RootNode? node) || node.Inode.Body is not FileBody.Regular { Content: FileContent content }) return [];
        if (content.Length > OsReleaseText.MaxLength)
        {
            throw new ComposerException(
                OsReleaseText.Malformed, $"size: got {content.Length} bytes, expected at most {OsReleaseText.MaxLength}", new SourceLocation(node.Path.ToString()));
        }

        PositionalSource source = contents.Open(content);
        var text = new byte[(int)source.Length];
        source.ReadExactlyAt(0, text);
        return OsReleaseText.Check(text, node.Path);
    }

    private static bool IsFile(RootTree tree, RootPath path) => tree.TryFind(path, out RootNode? node) && node.Inode.Body is FileBody.Regular;
}
