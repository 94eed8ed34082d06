using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Finalize;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>
/// Where systemd finds an extension's extension-release (262, open_extension_release): the one called after the image, else the only one that is called after the image without
/// its version, or that says by an attribute that its name does not count.
/// </summary>
internal static class ReleaseLookup
{
    private const string Check = "extension-release";
    private const string Prefix = "extension-release.";
    private const string StrictAttribute = "user.extension-release.strict";

    public static (ExtensionRelease? Release, ExtensionFinding Finding) Find(RootTree tree, IContents contents, ExtensionKind kind, ExtensionName name)
    {
        RootPath expected = kind.ReleaseFile(name.Name);
        if (tree.TryFind(expected, out RootNode? exact) && exact.Inode.Body is FileBody.Regular file) return Read(file, exact.Path, contents, kind);

        RootNode[] all = [.. Entries(tree, kind)];
        RootNode[] fitting = [.. all.Where(node => NameOf(node) == name.Base || !IsStrict(node))];
        if (fitting is [RootNode { Inode.Body: FileBody.Regular only } node]) return Read(only, node.Path, contents, kind);
        if (fitting.Length > 1) return (null, Refused($"{fitting.Length} that fit: {string.Join(", ", fitting.Select(node => node.Path))}", "one"));
        string got = all.Length == 0 ? "none" : string.Join(", ", all.Select(node => node.Path));
        return (null, Refused(got, $"{expected}", all.Length == 0 ? null : $"name the image after it, or set the attribute {StrictAttribute}=0 of it"));
    }

    private static (ExtensionRelease?, ExtensionFinding) Read(FileBody.Regular file, RootPath path, IContents contents, ExtensionKind kind)
    {
        try
        {
            var release = new ExtensionRelease(kind, OsRelease.Read(contents, file.Content, path));
            return release.Fields.IsEmpty ? (null, Refused($"{path} without a field", "what it goes with")) : (release, ExtensionFinding.Good(Check, $"{path}"));
        }
        catch (ComposerException exception)
        {
            return (null, new(Check, ExtensionVerdict.Refused, $"{exception.Location}: {exception.Message}") { Id = exception.Id });
        }
    }

    private static IEnumerable<RootNode> Entries(RootTree tree, ExtensionKind kind) => tree.TryResolve(kind.ReleaseFolder, followLast: true, out RootPath folder)
        ? tree.Below(folder).Where(node => node.Path.Parent == folder && node.Path != folder && node.Inode.Body is FileBody.Regular && node.Path.Name.StartsWith("extension-release."u8))
        : [];

    private static string NameOf(RootNode node) => Encoding.UTF8.GetString(node.Path.Name)[Prefix.Length..];

    /// <summary>As systemd's parse_boolean reads it; no attribute is as strict as one that says so.</summary>
    private static bool IsStrict(RootNode node) => !node.Inode.Metadata.ExtendedAttributes.TryGetValue(StrictAttribute, out ReadOnlyMemory<byte> value)
        || Encoding.Latin1.GetString(value.Span).TrimEnd('\0').ToLowerInvariant() is not ("0" or "no" or "n" or "false" or "f" or "off");

    private static ExtensionFinding Refused(string got, string expected, string? hint = null) =>
        ExtensionFinding.Refused(ExtensionRules.Release, Check, Printable.Escape(got), Printable.Escape(expected), hint);
}
