namespace InitrdComposer.Cli.Boot;

/// <summary>How far a boot came, as the serial console tells it.</summary>
internal enum BootStage
{
    /// <summary>Nothing was heard.</summary>
    PowerOn,

    /// <summary>UEFI firmware speaks.</summary>
    Firmware,

    /// <summary>The kernel speaks.</summary>
    Kernel,

    /// <summary>The kernel runs /init.</summary>
    Init,

    /// <summary>systemd runs and knows that it is in an initrd.</summary>
    SystemdInInitrd,

    /// <summary>The root file system is mounted on /sysroot.</summary>
    RootMounted,

    /// <summary>systemd leaves the initrd.</summary>
    SwitchingRoot,

    /// <summary>The init of the root file system runs.</summary>
    SwitchedRoot,
}

/// <summary>The stages in words.</summary>
internal static class BootStages
{
    public static string Describe(this BootStage stage) => stage switch
    {
        BootStage.PowerOn => "power on, nothing on the serial console",
        BootStage.Firmware => "firmware",
        BootStage.Kernel => "kernel, before /init",
        BootStage.Init => "/init, before systemd knows that it is in an initrd",
        BootStage.SystemdInInitrd => "systemd in the initrd, before the root file system is mounted",
        BootStage.RootMounted => "root file system mounted, before switch-root",
        BootStage.SwitchingRoot => "switch-root, before the new init is heard",
        BootStage.SwitchedRoot => "the root file system's init",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
    };
}
