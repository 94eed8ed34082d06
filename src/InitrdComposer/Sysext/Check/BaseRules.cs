using System.Collections.Immutable;
using InitrdComposer.Finalize;
using InitrdComposer.Formats.Erofs;
using InitrdComposer.Formats.Squashfs;
using InitrdComposer.Proof;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>Whether a base starts what merges extensions, and its kernel can mount and overlay them: without, systemd says "No such device", or nothing at all.</summary>
internal static class BaseRules
{
    public static IEnumerable<ExtensionFinding> Check(ExtensionBase @base, ExtensionKind kind, ImmutableArray<ExtensionPartition> partitions)
    {
        string[] units = MergingUnits.Of(kind);
        if (@base.IsInitrd && !units.Any(@base.StartedUnits.Contains))
        {
            yield return ExtensionFinding.Warning(
                ExtensionRules.BaseLacks, "base", $"no unit of it starts {string.Join(" or ", units)}: nothing merges the extension", "enable it in the base's recipe by a preset");
        }

        foreach (RootPath damaged in partitions.Any(partition => partition.Signature is not null) ? @base.DamagedCertificates : [])
        {
            yield return ExtensionFinding.Warning(
                ExtensionRules.Certificate, "base", $"{damaged} is no X.509 certificate in PEM: systemd passes over it, and trusts nobody by it", "write it with `openssl x509 -outform PEM`");
        }

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
        return [.. ExtensionDrivers.ForMerging, .. fileSystem, .. partition.Verity is null ? [] : ExtensionDrivers.ForVerity];
    }
}
