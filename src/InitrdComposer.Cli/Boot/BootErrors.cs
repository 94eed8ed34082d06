using InitrdComposer.Diagnostics;
using InitrdComposer.Manifest;

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

    private static readonly DiagnosticId NothingToBoot = new("BOT", 11, FailureKind.Usage);

    public static ComposerException NothingToBootIn(string output, string message) =>
        new(NothingToBoot, message, new SourceLocation(output), $"OUT is the folder that `build` wrote; it has a {ImageManifest.FileName}");
}
