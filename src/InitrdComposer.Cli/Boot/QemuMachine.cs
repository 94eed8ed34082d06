using InitrdComposer.Diagnostics;

namespace InitrdComposer.Cli.Boot;

/// <summary>
/// An x86-64 machine of QEMU: q35, no network, no graphics, emulated (TCG) so that it runs anywhere and alike; serial console on standard output.
/// </summary>
internal static class QemuMachine
{
    public const string Program = "qemu-system-x86_64";

    /// <summary>
    /// Put before the user's parameters in a direct boot: systemd speaks in whole lines, without colours, and goes on to speak on the console when the journal
    /// runs.
    /// </summary>
    public const string SpeakingParameters =
        "console=ttyS0 panic=-1 TERM=dumb systemd.log_color=0 systemd.show_status=0 systemd.log_target=kmsg printk.devkmsg=on";

    /// <summary>systemd's own default.</summary>
    private static readonly TimeSpan LeastDeviceTimeout = TimeSpan.FromSeconds(90);

    /// <summary>The program's path.</summary>
    /// <exception cref="ComposerException">It is not installed.</exception>
    public static string FindProgram() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/bin")
            .Select(folder => Path.Combine(folder, Program))
            .FirstOrDefault(File.Exists)
        ?? throw new ComposerException(
            BootErrors.NotInstalled, $"{Program} is not installed", hint: "Debian: apt-get install qemu-system-x86");

    /// <summary>The program's arguments.</summary>
    /// <param name="request">What is to be booted.</param>
    /// <param name="folder">For a UKI: a folder of this boot's own with "vars.fd" and "esp".</param>
    public static IEnumerable<string> Arguments(BootRequest request, string folder) =>
    [
        "-machine", "q35", "-accel", "tcg", "-cpu", "max",
        "-m", $"{request.MemoryInMebibytes}M",
        "-smp", $"{request.Processors}",
        "-display", "none", "-monitor", "none", "-serial", "stdio",
        "-nic", "none", "-no-reboot", "-nodefaults",
        .. Root(request.RootDisk),
        .. request.Image switch
        {
            BootImage.Direct direct => Direct(direct, request),
            BootImage.Uki => Uki(request, folder),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Image, null),
        },
    ];

    /// <summary>snapshot=on: what the guest writes is forgotten. The address makes it /dev/vda, before the ESP.</summary>
    private static string[] Root(string? disk) => disk is null
        ? []
        : ["-drive", $"if=none,id=root,format=raw,snapshot=on,file={Quoted(disk)}", "-device", "virtio-blk-pci,drive=root,addr=0x3"];

    private static string[] Direct(BootImage.Direct image, BootRequest request)
    {
        // Waiting is no failure on a slow machine: half of the time is the device's, the rest for what comes before and after.
        var deviceTimeout = TimeSpan.FromSeconds(Math.Max(LeastDeviceTimeout.TotalSeconds, request.Timeout.TotalSeconds / 2));
        string commandLine = $"{SpeakingParameters} systemd.default_device_timeout_sec={deviceTimeout.TotalSeconds:0} {request.CommandLine}".TrimEnd();
        return ["-kernel", image.Kernel, "-initrd", Quoted(image.Initrd), "-append", commandLine];
    }

    /// <summary>The ESP is a folder that QEMU shows as a FAT disk (vvfat), read-only: no tool makes a file system, and the UKI is not copied.</summary>
    private static IEnumerable<string> Uki(BootRequest request, string folder) =>
    [
        "-drive", $"if=pflash,format=raw,readonly=on,file={Quoted(UefiFirmware.Find().Code)}",
        "-drive", $"if=pflash,format=raw,file={Quoted(Path.Combine(folder, "vars.fd"))}",
        "-drive", $"if=none,id=esp,format=raw,readonly=on,file=fat:{Quoted(Path.Combine(folder, "esp"))}",
        "-device", "virtio-blk-pci,drive=esp,addr=0x4,bootindex=0",
        .. request.CommandLine.Length == 0
            ? Array.Empty<string>()
            : ["-smbios", $"type=11,value=io.systemd.stub.kernel-cmdline-extra={Quoted(request.CommandLine)}"],
    ];

    /// <summary>QEMU separates options by commas; a doubled one is part of the value.</summary>
    private static string Quoted(string value) => value.Replace(",", ",,");
}
