using System.Text;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>systemd's units that merge extensions at boot, and whether an image starts them.</summary>
internal static class MergingUnits
{
    private static readonly RootPath[] Folders = [RootPath.Of("/etc/systemd/system"), RootPath.Of("/usr/lib/systemd/system")];

    /// <summary>Of every kind: those of systemd up to 257, and those for initrds alone of 258 and later.</summary>
    public static IEnumerable<string> All { get; } = [.. ExtensionKind.All.Select(kind => Of(kind)[0]), .. ExtensionKind.All.Select(kind => Of(kind)[1])];

    /// <summary>Those that merge extensions of a kind.</summary>
    public static string[] Of(ExtensionKind kind) => [$"systemd-{kind}.service", $"systemd-{kind}-initrd.service"];

    /// <summary>Those that some unit of the image wants or requires.</summary>
    public static IEnumerable<string> StartedIn(RootTree tree) =>
        from folder in Folders
        from node in tree.Below(folder)
        where node.Path.Parent.Name.EndsWith(".wants"u8) || node.Path.Parent.Name.EndsWith(".requires"u8)
        let name = Encoding.UTF8.GetString(node.Path.Name)
        where All.Contains(name)
        select name;
}
