using System.Collections.Immutable;
using InitrdComposer.Formats.Gpt;

namespace InitrdComposer.Sysext.Check;

/// <summary>Whether an image has the partitions that an image policy wants, protected as it wants them.</summary>
internal static class PolicyRules
{
    private const string Named = "image policy";

    /// <param name="isDisk">Of a naked file system nothing but the root is asked (systemd 262, dissect_image).</param>
    public static IEnumerable<ExtensionFinding> Check(ImagePolicy policy, ImmutableArray<ExtensionPartition> partitions, bool isDisk)
    {
        foreach (ExtensionPartition partition in partitions)
        {
            string tree = NameOf(partition.Tree);
            yield return policy.Allows(partition.Tree, partition.Protection)
                ? ExtensionFinding.Good(Named, $"{tree} is {partition.Protection}, as {policy} allows")
                : Refused(
                    $"{tree} that is {partition.Protection}", policy.Expected(partition.Tree),
                    partition.Protection == "signed" ? null : "sign its root hash: systemd-sysext refuses the image, and all others with it");
        }

        if (!isDisk || partitions.IsEmpty) yield break;
        foreach (PartitionTree missing in Enum.GetValues<PartitionTree>().Except(partitions.Select(partition => partition.Tree)).Where(tree => !policy.AllowsAbsent(tree)))
        {
            yield return Refused($"no {NameOf(missing)}", policy.Expected(missing), $"allow it with {NameOf(missing)}=...+absent");
        }
    }

    private static ExtensionFinding Refused(string got, string expected, string? hint) => ExtensionFinding.Refused(ExtensionRules.Policy, Named, got, expected, hint);

    private static string NameOf(PartitionTree tree) => tree == PartitionTree.Root ? "root" : "usr";
}
