using System.Text;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.Comparison;

/// <summary>
/// Which files of two images are the same one. /bin and /usr/bin are one folder, as they are on a machine with a merged /usr, and so are /usr/sbin or /usr/lib64 and where one of the
/// images links them to; folders of kernel releases stand for each other; the compression of a module is none of its name.
/// </summary>
internal sealed class FilePlaces
{
    /// <summary>Folders that hier(7) has twice.</summary>
    private static readonly string[] Doubled = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

    private static readonly RootPath Usr = RootPath.Of("usr");
    private static readonly RootPath Modules = RootPath.Of("usr/lib/modules");
    private static readonly RootPath Firmware = RootPath.Of("usr/lib/firmware");

    private readonly Dictionary<RootPath, RootPath> _folders = [];

    private FilePlaces()
    {
    }

    /// <summary>Of an image alone: every file is where it is.</summary>
    public static FilePlaces OfOne { get; } = new();

    /// <summary>Places for both images.</summary>
    public static (FilePlaces A, FilePlaces B) Of(RootTree a, RootTree b)
    {
        var both = new FilePlaces();
        foreach (RootPath folder in Doubled.Select(RootPath.Of))
        {
            RootPath below = Usr.Append(folder.Bytes);
            RootPath merged = Linked(a, folder, below) ?? Linked(b, folder, below) ?? Linked(a, below, below) ?? Linked(b, below, below) ?? below;
            if (both._folders.ContainsKey(merged)) merged = below; // the one has bin in sbin, the other sbin in bin
            both._folders[folder] = merged;
            if (merged != below) both._folders[below] = merged;
        }

        FilePlaces inA = both.Copy();
        string[] releasesA = [.. both.ReleasesOf(a)];
        string[] releasesB = [.. both.ReleasesOf(b)];
        foreach ((string ofA, string ofB) in releasesA.Except(releasesB, StringComparer.Ordinal).Zip(releasesB.Except(releasesA, StringComparer.Ordinal)))
        {
            inA._folders[Modules.Append(ofA)] = Modules.Append(ofB);
            inA._folders[Firmware.Append(ofA)] = Firmware.Append(ofB);
        }

        return (inA, both);
    }

    /// <summary>Each file's place; no two have the same.</summary>
    public IEnumerable<(RootPath Place, RootNode Node)> Of(RootTree tree)
    {
        (RootPath Place, RootNode Node)[] wanted = [.. tree.Select(node => (_folders.Count == 0 ? node.Path : PlaceOf(node), node))];

        // Who is at its place already stays there. Of others that meet, the first is moved.
        var taken = new HashSet<RootPath>(wanted.Where(file => file.Place == file.Node.Path).Select(file => file.Place));
        foreach ((RootPath place, RootNode node) in wanted) yield return (place == node.Path || taken.Add(place) ? place : node.Path, node);
    }

    /// <summary>The kernel releases whose modules a tree has, in order.</summary>
    public IEnumerable<string> ReleasesOf(RootTree tree) =>
        tree.Where(node => ModuleName.IsModuleFile(node.Path.Name)).Select(node => FolderPlace(node.Path)).Where(path => path.IsWithin(Modules))
            .Select(path => Encoding.Latin1.GetString(path.Bytes[(Modules.Bytes.Length + 1)..]).Split('/')[0])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static RootPath? Linked(RootTree tree, RootPath folder, RootPath below) =>
        tree.TryResolve(folder, followLast: true, out RootPath physical) && physical != folder && physical != below && physical.Parent == Usr && Doubled.Any(name => physical == Usr.Append(name)) ? physical : null;

    private FilePlaces Copy()
    {
        var copy = new FilePlaces();
        foreach ((RootPath folder, RootPath place) in _folders) copy._folders[folder] = place;
        return copy;
    }

    private RootPath PlaceOf(RootNode node)
    {
        RootPath path = FolderPlace(node.Path);
        if (node.Inode.Body is FileBody.Directory) return _folders.GetValueOrDefault(path, path);
        if (!path.IsWithin(Modules) || !ModuleName.IsModuleFile(path.Name)) return path;
        CompressionFormat packed = CompressionFormats.FromSuffix(Encoding.Latin1.GetString(path.Name));
        return packed == CompressionFormat.None ? path : RootPath.Of(path.Bytes[..path.Bytes.LastIndexOf((byte)'.')]);
    }

    /// <summary>The path with each folder above it in its place; its own name stays: it may be that of the link.</summary>
    private RootPath FolderPlace(RootPath path)
    {
        // The outer folder comes first; what it becomes may hold another that has a place.
        for (int slash = path.Bytes.IndexOf((byte)'/'); slash > 0;)
        {
            if (_folders.TryGetValue(RootPath.Of(path.Bytes[..slash]), out RootPath folder))
            {
                path = folder.Append(path.Bytes[(slash + 1)..]);
                slash = folder.Bytes.Length;
            }
            else
            {
                int next = path.Bytes[(slash + 1)..].IndexOf((byte)'/');
                slash = next < 0 ? -1 : slash + 1 + next;
            }
        }

        return path;
    }
}
