namespace InitrdComposer.Cli.Boot;

/// <summary>What is to be booted.</summary>
internal abstract record BootImage
{
    private BootImage()
    {
    }

    /// <summary>QEMU loads kernel and initrd itself, without firmware.</summary>
    internal sealed record Direct(string Kernel, string Initrd) : BootImage;

    /// <summary>UEFI firmware starts a UKI as EFI/BOOT/BOOTX64.EFI.</summary>
    internal sealed record Uki(string Path) : BootImage;
}

/// <summary>A boot that is to be tried.</summary>
/// <param name="Image">Kernel and initrd, or a UKI.</param>
/// <param name="RootDisk">A raw disk image that becomes /dev/vda and is never changed; null: no disk.</param>
/// <param name="CommandLine">
/// Appended to the kernel's command line: directly, or for a UKI through the SMBIOS string that systemd-stub 254 and later read
/// (io.systemd.stub.kernel-cmdline-extra).
/// </param>
/// <param name="LogPath">The serial console, byte for byte; of a boot that was repeated, LOG.1 and so on hold the attempts before.</param>
/// <param name="Timeout">Wall time of one attempt.</param>
/// <param name="MemoryInMebibytes">The guest's memory.</param>
/// <param name="Processors">The guest's processors.</param>
/// <param name="Marker">What the root disk's init prints when it runs.</param>
internal sealed record BootRequest(
    BootImage Image,
    string? RootDisk,
    string CommandLine,
    string LogPath,
    TimeSpan Timeout,
    int MemoryInMebibytes = BootRequest.DefaultMemoryInMebibytes,
    int Processors = BootRequest.DefaultProcessors,
    string Marker = BootRequest.DefaultMarker)
{
    public const int DefaultMemoryInMebibytes = 1536;

    public const int DefaultProcessors = 2;

    public const string DefaultMarker = "SWITCH-ROOT-OK";
}
