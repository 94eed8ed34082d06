using InitrdComposer.Diagnostics;

namespace InitrdComposer.Cli.Boot;

/// <summary>What keeps a boot from being tried; what happens to the guest is a <see cref="BootVerdict"/>.</summary>
internal static class BootErrors
{
    /// <summary>A program or the firmware is not installed.</summary>
    public static readonly DiagnosticId NotInstalled = new("BOT", 1, FailureKind.LocalIO);

    /// <summary>A file that is to be booted is not there.</summary>
    public static readonly DiagnosticId NoSuchFile = new("BOT", 2, FailureKind.Usage);

    /// <summary>QEMU does not start.</summary>
    public static readonly DiagnosticId QemuFailed = new("BOT", 3, FailureKind.LocalIO);

    /// <summary>The log cannot be written.</summary>
    public static readonly DiagnosticId LogFailed = new("BOT", 4, FailureKind.LocalIO);

    /// <summary>As a notice: the boot is tried again.</summary>
    public static readonly DiagnosticId Repeated = new("BOT", 5, FailureKind.Busy);
}
