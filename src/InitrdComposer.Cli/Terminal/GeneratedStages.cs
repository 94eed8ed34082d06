namespace InitrdComposer.Cli.Terminal;

/// <summary>What the stages of a build make files for, in words.</summary>
internal static class GeneratedStages
{
    public static string Describe(string stage) => stage switch
    {
        "presets" => "what systemd starts, by the recipe's finalize.presets and the packages'",
        "sysusers" => "users and groups, of sysusers.d(5) and of who owns files",
        "depmod" => "the index by which modprobe and udev find modules",
        "machine-id" => "says \"uninitialized\", so that systemd takes an identity for the boot",
        "initrd-release" => "by it systemd knows that it is in an initrd",
        "init" => "what the kernel starts",
        "device-mapper" => "udev's rules for device-mapper, as initrds need them",
        "extension-coldplug" => "devices are looked at again when extensions are merged",
        "cryptsetup-credentials" => "passphrases of volumes may come as credentials",
        "microcode" => "the processors' microcode, as the kernel takes it before all else",
        "hwdb" => "udev's hardware database, compiled of the packages' sources",
        "library-cache" => "the loader's cache, as ldconfig writes it",
        "alternatives" => "what update-alternatives would link, by the packages' scriptlets",
        _ => stage,
    };
}
