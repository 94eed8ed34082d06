namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>A file of a made-up document.</summary>
/// <param name="Path">As the document has it.</param>
/// <param name="Class">What it is.</param>
/// <param name="Package">Null: of none.</param>
/// <param name="A">Its size in the first image; null: not there.</param>
/// <param name="B">The same of the second one.</param>
internal sealed record ReportFile(string Path, string Class, string? Package, long? A, long? B)
{
    /// <summary>What a small initrd has, of each kind of change one.</summary>
    public static ReportFile[] Few { get; } =
    [
        new("/usr/bin/bash", "programs", "bash", 1_200_000, 1_200_000),
        new("/usr/bin/perl", "programs", "perl-base", 4_000_000, null),
        new("/usr/lib/modules/6.1/kernel/drivers/net/e1000.ko", "kernel modules/drivers/net", "kernel-core", 300_000, 280_000),
        new("/usr/lib/modules/6.1/kernel/drivers/net/tg3.ko", "kernel modules/drivers/net", "kernel-core", 250_000, null),
        new("/usr/lib/modules/6.1/kernel/fs/ext4/ext4.ko", "kernel modules/fs", "kernel-core", 900_000, 950_000),
        new("/usr/lib/modules/6.1/kernel/fs/xfs/xfs.ko", "kernel modules/fs", "kernel-core", null, 1_500_000),
        new("/usr/lib/systemd/systemd", "systemd", "systemd", 100_000, 100_000),
        new("/usr/lib64/libc.so.6", "libraries", "glibc", 2_000_000, 2_000_000),
        new("/var/unknown", "unknown", null, 5_000, 5_000),
    ];

    /// <summary>As many as are asked for, in folders and classes as a generic initrd has them; the same at each call.</summary>
    public static IEnumerable<ReportFile> Many(int count)
    {
        string[] folders = ["drivers/net", "drivers/gpu", "drivers/usb", "fs", "net", "sound", "crypto", "lib"];
        return Enumerable.Range(0, count).Select(number =>
        {
            long size = 1_000 + ((number * 7_919L) % 90_001);
            string folder = folders[number % folders.Length];
            long? a = number % 10 == 1 ? null : size;
            long? b = number % 10 is 2 or 3 ? null : number % 10 == 4 ? size + 500 : size;
            return number % 3 == 0
                ? new ReportFile($"/usr/lib/firmware/vendor{number % 17}/part{number}.bin", $"firmware/vendor{number % 17}", $"firmware-{number % 17}", a, b)
                : new ReportFile($"/usr/lib/modules/6.1/kernel/{folder}/group{number % 23}/module{number}.ko", $"kernel modules/{folder}", $"kernel-{number % 5}", a, b);
        });
    }
}
