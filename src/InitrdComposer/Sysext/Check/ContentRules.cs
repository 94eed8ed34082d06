using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>What is in an extension that systemd refuses, and what it does not merge.</summary>
internal static class ContentRules
{
    private const int MaxNamed = 5;

    private static readonly RootPath OsReleasePath = RootPath.Of("/usr/lib/os-release");

    /// <summary>What systemd refuses.</summary>
    public static IEnumerable<ExtensionFinding> Forbidden(RootTree tree, ExtensionKind kind)
    {
        // systemd 262, extension_has_forbidden_content, of system extensions alone: a link that leads nowhere is no os-release.
        if (kind == ExtensionKind.Sysext && tree.TryFind(OsReleasePath, out _))
        {
            yield return ExtensionFinding.Refused(ExtensionRules.Forbidden, "content", $"{OsReleasePath}", "none: it would hide the base's", "leave it out");
        }
    }

    /// <summary>What is not merged.</summary>
    public static IEnumerable<ExtensionFinding> Outside(RootTree tree, ExtensionKind kind)
    {
        RootPath[] outside = [.. tree.Where(node => node.Inode.Body is not FileBody.Directory && !kind.Merges(node.Path)).Select(node => node.Path)];
        if (outside.Length > 0)
        {
            string more = outside.Length > MaxNamed ? $" and {outside.Length - MaxNamed} more" : "";
            yield return ExtensionFinding.Warning(
                ExtensionRules.Outside, "hierarchies", $"not merged, for they are outside of {string.Join(" and ", kind.Hierarchies)}: {string.Join(", ", outside.Take(MaxNamed))}{more}");
        }
    }
}
