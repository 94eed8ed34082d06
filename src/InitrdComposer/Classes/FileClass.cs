using InitrdComposer.Tree;

namespace InitrdComposer.Classes;

/// <summary>What kind of file something is, by its path: "kernel modules/drivers/net", "firmware/amdgpu", "shared libraries". The rules are <see cref="ClassRules"/>.</summary>
/// <param name="Name">Levels, separated by slashes, the widest first.</param>
public readonly record struct FileClass(string Name)
{
    /// <summary>Of what no rule knows.</summary>
    public static FileClass Unknown { get; } = new("unknown");

    /// <summary>The widest level: "kernel modules".</summary>
    public string Group => Name.IndexOf('/', StringComparison.Ordinal) is int slash and >= 0 ? Name[..slash] : Name;

    public bool IsUnknown => this == Unknown;

    /// <summary>By its path, and by whether it may be executed.</summary>
    public static FileClass Of(RootNode node) => ClassRules.Match(node.Path, IsProgram(node.Inode));

    /// <summary>Of a file that has these names: busybox is busybox, whatever else it is called.</summary>
    public static FileClass Of(IGrouping<Inode, RootNode> names) => ClassRules.Match(names.Select(node => node.Path), IsProgram(names.Key));

    public override string ToString() => Name;

    private static bool IsProgram(Inode inode) => (inode.Metadata.Mode & 0b001_001_001) != 0;
}
