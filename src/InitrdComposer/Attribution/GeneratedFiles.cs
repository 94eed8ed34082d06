using InitrdComposer.Tree;

namespace InitrdComposer.Attribution;

/// <summary>Files that are in no package because a program makes them of others when an image is made; what some packages own as well is theirs only with their content.</summary>
internal static class GeneratedFiles
{
    private static readonly (string Path, string MadeBy)[] Table =
    [
        ("usr/lib/modules/*/modules.*", "depmod"),
        ("usr/lib/modules/*/booster.alias", "booster"),
        ("usr/lib/udev/hwdb.bin", "systemd-hwdb"),
        ("etc/udev/hwdb.bin", "systemd-hwdb"),
        ("etc/ld.so.cache", "ldconfig"),
        ("etc/initrd-release", "the image's maker"),
        ("usr/lib/initrd-release", "the image's maker"),
        ("etc/booster.init.yaml", "booster"),
        ("usr/lib/dracut/build-parameter.txt", "dracut"),
        ("usr/lib/dracut/modules.txt", "dracut"),
        ("usr/lib/dracut/loaded-kernel-modules.txt", "dracut"),
        ("usr/lib/dracut/need-initqueue", "dracut"),
        ("usr/lib/dracut/dracut-*", "dracut"),
        ("early_cpio", "dracut"),
        ("conf/*", "mkinitramfs"),
        ("conf/conf.d/*", "mkinitramfs"),
        ("scripts/*/ORDER", "mkinitramfs"),
        ("config", "mkinitcpio"),
        ("buildconfig", "mkinitcpio"),
        ("etc/passwd", "accounts of the image"),
        ("etc/group", "accounts of the image"),
        ("etc/shadow", "accounts of the image"),
        ("etc/gshadow", "accounts of the image"),
        ("etc/machine-id", "the image's maker"),
        ("kernel/x86/microcode/*.bin", "the image's maker"),
    ];

    private static readonly (byte[][] Components, string MadeBy)[] Patterns = [.. Table.Select(row => (Components(row.Path), row.MadeBy))];

    /// <param name="merged">A <see cref="MergedPath"/>.</param>
    /// <returns>What makes it; null: it is none of these.</returns>
    public static string? MakerOf(RootPath merged)
    {
        byte[][]? components = null;
        foreach ((byte[][] pattern, string madeBy) in Patterns)
        {
            components ??= [.. Components(System.Text.Encoding.Latin1.GetString(merged.Bytes))];
            if (pattern.Length == components.Length && pattern.Zip(components).All(pair => Fnmatch.IsMatch(pair.First, pair.Second))) return madeBy;
        }

        return null;
    }

    private static byte[][] Components(string path) => [.. path.Split('/').Select(System.Text.Encoding.Latin1.GetBytes)];
}
