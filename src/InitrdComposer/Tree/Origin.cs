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

    /// <summary>A package's file list names it.</summary>
    public sealed record Package(Nevra Nevra) : Origin;

    /// <summary>A line of the recipe adds it.</summary>
    public sealed record Recipe(SourceLocation Location) : Origin
    {
        /// <summary>The extra tree that it is from, as the recipe writes it.</summary>
        public string ExtraTree { get; init; } = "";
    }

    /// <summary>A stage made it: "sysusers", "depmod", "initrd-release".</summary>
    public sealed record Generated(string Stage) : Origin;
}
