using InitrdComposer.Diagnostics;
using InitrdComposer.Packages;

namespace InitrdComposer.Tree;

/// <summary>Why a file is in the tree.</summary>
public abstract record Origin
{
    private Origin()
    {
    }

    /// <summary>A folder that nobody owns but that something below needs; see <see cref="RootTree.WithParents"/>.</summary>
    public static Origin Parent { get; } = new Generated("parents");

    /// <summary>Whose file it is, as a message names it.</summary>
    public string Owner => this switch
    {
        Package package => package.Nevra.ToString(),
        ExtraTree tree => $"the extra tree of {tree.Location}",
        KernelFolder kernel => $"the kernel of {kernel.Location}",
        _ => "this program",
    };

    /// <summary>A package's file list names it.</summary>
    public sealed record Package(Nevra Nevra) : Origin;

    /// <summary>A line of the recipe adds it from a folder of the host.</summary>
    /// <param name="Location">The line.</param>
    /// <param name="Folder">As the recipe writes it.</param>
    public abstract record Recipe(SourceLocation Location, string Folder) : Origin;

    /// <summary>It is of an extra tree.</summary>
    public sealed record ExtraTree(SourceLocation Location, string Folder) : Recipe(Location, Folder);

    /// <summary>It is of a kernel's build or installation folder.</summary>
    public sealed record KernelFolder(SourceLocation Location, string Folder) : Recipe(Location, Folder);

    /// <summary>A stage made it: "sysusers", "depmod", "initrd-release".</summary>
    public sealed record Generated(string Stage) : Origin;
}
