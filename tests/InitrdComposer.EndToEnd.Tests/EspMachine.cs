using System.Diagnostics;
using InitrdComposer.Cli.Boot;
using InitrdComposer.Testing;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>A machine of QEMU whose firmware starts what is on an ESP, line by line of its serial console.</summary>
internal static class EspMachine
{
    public static void RequireTools()
    {
        Tool.Require("qemu-system-x86_64", "qemu-system-x86");
        Tool.Require("/usr/share/OVMF/OVMF_CODE_4M.fd", "ovmf");
        Tool.Require("mkfs.vfat", "dosfstools");
        Tool.Require("mcopy", "mtools");
    }

    /// <summary>A FAT file system, which systemd-boot may write to: it counts boots by renaming.</summary>
    /// <param name="esp">The folder of its files.</param>
    public static void MakeDisk(string esp, string image)
    {
        using (FileStream file = File.Create(image)) file.SetLength(128L << 20);
        Tool.Require("mkfs.vfat", "dosfstools").Run("-F", "32", image);
        Tool.Require("mcopy", "mtools").Run(["-s", "-i", image, .. Directory.GetFileSystemEntries(esp).Order(StringComparer.Ordinal), "::/"]);
    }

    /// <summary>Everything that the console said, until a line is the last that is asked for, QEMU ends, or time is up.</summary>
    /// <param name="isLast">Asked for each line, cleaned.</param>
    /// <param name="program">QEMU for another machine than x86-64.</param>
    public static string[] Run(IEnumerable<string> arguments, TimeSpan timeout, Predicate<string> isLast, string? program = null)
    {
        using Process qemu = Process.Start(new ProcessStartInfo(program ?? QemuMachine.FindProgram(), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        using var timeUp = new CancellationTokenSource(timeout);
        using CancellationTokenRegistration stop = timeUp.Token.Register(() => qemu.Kill());
        List<string> heard = [];
        var lines = new SerialLines();
        var buffer = new byte[4096];
        for (int read; (read = qemu.StandardOutput.BaseStream.Read(buffer)) > 0;)
        {
            IReadOnlyList<string> added = lines.Add(buffer.AsSpan(0, read));
            heard.AddRange(added);
            if (added.Any(line => isLast(line))) break;
        }

        if (!qemu.HasExited) qemu.Kill();
        qemu.WaitForExit();
        return [.. heard, lines.Take()];
    }
}
