using System.Text;
using InitrdComposer.Derived;
using InitrdComposer.Tree;

namespace InitrdComposer.Cpio;

/// <summary>
/// Which segment a file stands in. A segment holds some packages, so that another version of one of them changes its own segment and no other; what
/// belongs to a kernel and what was made for this very tree stand apart, and so does the hardware database, which is large and seldom another one.
/// </summary>
internal sealed class SegmentDivision
{
    private const string Kernel = "kernel";
    private const string Generated = "generated";

    /// <summary>
    /// Packages share a segment until it holds so many bytes: small enough that packing one again takes a tenth of a second, large enough for every
    /// encoder's window.
    /// </summary>
    private const long Size = 12 << 20;

    private static readonly RootPath[] KernelFolders =
    [
        RootPath.Of("/usr/lib/modules"), RootPath.Of("/lib/modules"), RootPath.Of("/usr/lib/firmware"), RootPath.Of("/lib/firmware"),
    ];

    private readonly Dictionary<RootPath, string> _segments;

    private SegmentDivision(Dictionary<RootPath, string> segments) => _segments = segments;

    /// <summary>Divides the tree that others are compared with.</summary>
    public static SegmentDivision Of(RootTree tree)
    {
        Dictionary<string, string> packages = Group(tree);
        return new(tree.ToDictionary(
            node => node.Path,
            node => Array.Exists(KernelFolders, node.Path.IsWithin) ? Kernel
                : node.Origin is Origin.Generated { Stage: HardwareDatabase.Stage } ? HardwareDatabase.Stage
                : node.Origin is Origin.Package package ? packages[package.Nevra.ToString()]
                : Generated));
    }

    /// <summary>The tree's slices in the order in which they are packed; folders stand in each that needs them.</summary>
    /// <param name="rest">Of what the divided tree did not hold.</param>
    public IEnumerable<(string Name, RootTree Slice)> Divide(RootTree tree, string rest)
    {
        Dictionary<string, HashSet<RootPath>> names = tree.GroupBy(node => _segments.GetValueOrDefault(node.Path, rest), node => node.Path)
            .ToDictionary(group => group.Key, group => group.ToHashSet());
        return from name in names.Keys.OrderBy(name => OrderOf(name, rest)).ThenBy(name => name, StringComparer.Ordinal)
               select (name, tree.SliceWithParents(node => names[name].Contains(node.Path)));
    }

    private static int OrderOf(string name, string rest) => name == rest ? 3 : name switch
    {
        Kernel => 1,
        Generated => 2,
        _ => 0,
    };

    private static Dictionary<string, string> Group(RootTree tree)
    {
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        int number = 1;
        long size = 0;
        foreach (var package in tree.GroupBy(node => (node.Origin as Origin.Package)?.Nevra).Where(package => package.Key is not null).OrderBy(package => package.Key!.Name, StringComparer.Ordinal))
        {
            long added = package.Sum(node => (node.Inode.Body as FileBody.Regular)?.Content.Length ?? 0);
            if (size > 0 && size + added > Size)
            {
                number++;
                size = 0;
            }

            size += added;
            groups.Add(package.Key!.ToString(), $"userspace-{number:00}");
        }

        return groups;
    }
}
