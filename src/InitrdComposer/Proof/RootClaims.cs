using System.Collections.Immutable;
using InitrdComposer.Proof.Needs;
using static InitrdComposer.Proof.ProofVerdict;

namespace InitrdComposer.Proof;

/// <summary>What the root's file system needs. Any name is a file system to the kernel: these have needs of their own besides.</summary>
internal static class RootClaims
{
    /// <summary>A root over the network is a feature of its own.</summary>
    public const string Nfs = "nfs";

    /// <summary>File systems that are checked before they are mounted. Others check themselves when they are mounted (fsck.xfs(8), fsck.btrfs(8)), or cannot be written.</summary>
    private static readonly string[] Checked = ["ext2", "ext3", "ext4", "f2fs", "vfat"];

    /// <param name="fileSystem">As mount(8) has it.</param>
    public static ImmutableArray<Need> Of(string fileSystem) =>
    [
        new ModuleNeed(Red, $"the file system {fileSystem}", $"fs-{fileSystem}", fileSystem),
        .. Checked.Contains(fileSystem) ? Check(fileSystem) : [],
        .. fileSystem == "btrfs" ? (Need[])[new RuleNeed(Warning, "file systems of several devices are waited for", "IMPORT", "^btrfs ready ", "64-btrfs.rules")] : [],
    ];

    /// <summary>
    /// Without fsck.TYPE systemd-fsck says so and goes on, as without fsck (systemd 257, fsck_exists_for_fstype): the journal is replayed by the mount all the same. One that
    /// is there and cannot be started is another thing: fsck exits with 127, whose bits say "errors left uncorrected", and systemd goes to the emergency shell.
    /// </summary>
    private static IEnumerable<Need> Check(string fileSystem) =>
    [
        new UnitNeed(Warning, $"the {fileSystem} root is checked", IsStarted: false, "systemd-fsck-root.service", "systemd-fsck@.service"),
        new ProgramNeed(Warning, "systemd-fsck runs it", "fsck") { Broken = Red },
        new ProgramNeed(Warning, $"fsck runs it on {fileSystem}", $"fsck.{fileSystem}") { Broken = Red },
    ];
}
