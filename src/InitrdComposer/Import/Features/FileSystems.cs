namespace InitrdComposer.Import.Features;

/// <summary>Packages with the checkers of file systems, which systemd-fsck@.service runs.</summary>
internal static class FileSystems
{
    /// <summary>Those that a generic image checks.</summary>
    public static string[] Usual { get; } = ["ext4", "xfs", "vfat", "btrfs"];

    public static Feature? CheckerOf(string fileSystem) => fileSystem switch
    {
        "ext2" or "ext3" or "ext4" => new("ext4") { Fedora = "e2fsprogs" },
        "xfs" => new("xfs") { Fedora = "xfsprogs" },
        "vfat" or "msdos" => new("vfat") { Fedora = "dosfstools" },
        "btrfs" => KnownFeatures.Find("btrfs"),
        "f2fs" => new("f2fs") { Fedora = "f2fs-tools" },
        "exfat" => new("exfat") { Fedora = "exfatprogs" },
        _ => null,
    };
}
