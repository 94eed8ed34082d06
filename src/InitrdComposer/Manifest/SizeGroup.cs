using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Tree;

namespace InitrdComposer.Manifest;

/// <summary>Files of one kind, added up: what makes an image large. A hard link counts once.</summary>
/// <param name="Name">"kernel modules", "shared libraries", ...</param>
/// <param name="Files">Regular files.</param>
/// <param name="Bytes">Their uncompressed sizes.</param>
public sealed record SizeGroup(string Name, int Files, long Bytes)
{
    /// <summary>The first rule that matches decides.</summary>
    private static readonly (string Name, Func<string, bool> Matches)[] Rules =
    [
        ("kernel modules", path => path.StartsWith("usr/lib/modules/", StringComparison.Ordinal)),
        ("firmware", path => path.StartsWith("usr/lib/firmware/", StringComparison.Ordinal)),
        ("udev", path => path.StartsWith("usr/lib/udev/", StringComparison.Ordinal) || path is "usr/bin/udevadm"),
        ("systemd", path => path.StartsWith("usr/lib/systemd/", StringComparison.Ordinal) || path.Contains("/systemd-", StringComparison.Ordinal)),
        ("shared libraries", IsSharedLibrary),
        ("programs", path => path.StartsWith("usr/bin/", StringComparison.Ordinal) || path.StartsWith("usr/sbin/", StringComparison.Ordinal)
            || path.StartsWith("usr/libexec/", StringComparison.Ordinal)),
        ("configuration", path => path.StartsWith("etc/", StringComparison.Ordinal)),
        ("other data", _ => true),
    ];

    /// <summary>All groups of a tree that hold a file, the largest first.</summary>
    public static ImmutableArray<SizeGroup> Of(RootTree tree) =>
    [
        .. tree.Where(node => node.Inode.Body is FileBody.Regular)
            .DistinctBy(node => node.Inode)
            .GroupBy(node => NameOf(node.Path))
            .Select(group => new SizeGroup(group.Key, group.Count(), group.Sum(node => ((FileBody.Regular)node.Inode.Body).Content.Length)))
            .OrderByDescending(group => group.Bytes).ThenBy(group => group.Name, StringComparer.Ordinal),
    ];

    /// <summary>The group that a path belongs to.</summary>
    public static string NameOf(RootPath path)
    {
        string text = Encoding.UTF8.GetString(path.Bytes);
        return Rules.First(rule => rule.Matches(text)).Name;
    }

    private static bool IsSharedLibrary(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return path.StartsWith("usr/lib", StringComparison.Ordinal)
            && (name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal));
    }
}
