using System.Collections.Immutable;
using InitrdComposer.Formats.Erofs;
using InitrdComposer.Formats.Squashfs;

namespace InitrdComposer.Sysext.Check;

/// <summary>Whether a base's kernel has what it takes to mount an image and to merge it: without, systemd says "No such device", or nothing.</summary>
internal static class BaseRules
{
    public static IEnumerable<ExtensionFinding> Check(ExtensionBase @base, ImmutableArray<ExtensionPartition> partitions)
    {
        string[] needed = [.. partitions.SelectMany(ModulesFor).Distinct()];
        foreach (BaseKernel kernel in @base.Kernels)
        {
            string[] missing = [.. needed.Where(name => !kernel.Modules.Contains(name) && !kernel.BuiltIn.Contains(name))];
            if (missing.Length == 0) continue;
            yield return ExtensionFinding.Warning(
                ExtensionRules.BaseLacks, "base", $"of kernel {kernel.Version} it has no {string.Join(", ", missing)}, as modules or in modules.builtin: systemd cannot merge the image",
                "add the modules to the base's recipe");
        }
    }

    private static IEnumerable<string> ModulesFor(ExtensionPartition partition)
    {
        string[] fileSystem = SquashfsReader.IsSquashfs(partition.Data) ? [SquashfsReader.Format] : ErofsReader.IsErofs(partition.Data) ? [ErofsReader.Format] : [];
        return ["loop", "overlay", .. fileSystem, .. partition.Verity is null ? [] : (string[])["dm_mod", "dm_verity"]];
    }
}
