using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>
/// /etc/machine-id with "uninitialized" (machine-id(5), "First Boot Semantics"), as mkosi leaves it: every boot gets an id of its own, and an image that
/// many machines share never carries one, whatever a package ships. One that the recipe adds itself stays.
/// </summary>
internal static class MachineId
{
    private static readonly RootPath Path = RootPath.Of("/etc/machine-id");

    public static RootTree Apply(RootTree tree) => tree.TryGet(Path, out RootNode? node) && node.Origin is Origin.Recipe
        ? tree
        : tree.With([Generated.File("machine-id", Path, "uninitialized\n", 0b100_100_100)]);
}
