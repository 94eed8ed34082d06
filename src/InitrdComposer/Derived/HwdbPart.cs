using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Finalize;
using InitrdComposer.Formats;
using InitrdComposer.Tree;

namespace InitrdComposer.Derived;

/// <summary>A file of a hwdb.d folder.</summary>
/// <param name="Name">Its path as systemd-hwdb would name it, a byte a character.</param>
/// <param name="Content">Null: a link to /dev/null, which masks what is of its name elsewhere and keeps its place among the priorities.</param>
internal sealed record HwdbPart(string Name, FileContent? Content)
{
    /// <summary>Part of the key: another idea of what is compiled gets another number.</summary>
    private const string Layout = "hwdb.bin 1";

    /// <summary>The most important first.</summary>
    public static ImmutableArray<RootPath> Folders { get; } = [RootPath.Of("/etc/udev/hwdb.d"), RootPath.Of("/usr/lib/udev/hwdb.d")];

    public static bool IsSource(RootNode entry) => entry.Path.Name.EndsWith(".hwdb"u8);

    /// <summary>In the order in which systemd reads them: of one name the first folder's counts, the names are ordered by their bytes.</summary>
    public static ImmutableArray<HwdbPart> AllOf(RootTree tree)
    {
        var parts = new SortedDictionary<string, HwdbPart>(StringComparer.Ordinal);
        foreach (RootPath folder in Folders)
        {
            foreach (RootNode entry in ImageText.Entries(tree, folder))
            {
                string name = Encoding.Latin1.GetString(entry.Path.Name);
                if (!IsSource(entry) || name.StartsWith('.') || parts.ContainsKey(name)) continue;
                string path = $"/{Encoding.Latin1.GetString(folder.Bytes)}/{name}";
                if (tree.TryFind(entry.Path, out RootNode? file) && file.Inode.Body is FileBody.Regular body) parts.Add(name, new(path, body.Content));
                else if (IsMask(entry)) parts.Add(name, new(path, null));
            }
        }

        return [.. parts.Values];
    }

    /// <summary>Of all that hwdb.bin depends on.</summary>
    public static Digest KeyOf(ImmutableArray<HwdbPart> parts) =>
        Digest.Sha256Of(Encoding.Latin1.GetBytes(string.Join('\n', parts.Select(part => $"{part.Name}\0{part.Content?.Digest}").Prepend(Layout))));

    private static bool IsMask(RootNode entry) => entry.Inode.Body is FileBody.SymbolicLink link && link.Target.Bytes.SequenceEqual("/dev/null"u8);
}
