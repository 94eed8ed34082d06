using System.Text.RegularExpressions;

namespace InitrdComposer.Proof;

/// <summary>What a device is for, by its modalias (Linux, scripts/mod/file2alias.c): as far as its bus says it.</summary>
internal static partial class ModaliasKind
{
    public static DeviceDemand DemandOf(string modalias) =>
        Storage().IsMatch(modalias) ? DeviceDemand.Required : Network().IsMatch(modalias) ? DeviceDemand.Network : DeviceDemand.Optional;

    /// <summary>PCI class 01, USB class 08, SCSI disks, virtio-blk and virtio-scsi, VMBus's SCSI and IDE, Xen's block devices, MMC.</summary>
    [GeneratedRegex("^(pci:.*bc01|usb:.*ic08|scsi:t-0x(00|0e|14)|virtio:d0000000[28]v|vmbus:(d96361ba|32264132)|xen:vbd|mmc:)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Storage();

    /// <summary>PCI class 02, virtio-net, VMBus's and Xen's.</summary>
    [GeneratedRegex("^(pci:.*bc02|virtio:d00000001v|vmbus:635161f8|xen:vif)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Network();
}
