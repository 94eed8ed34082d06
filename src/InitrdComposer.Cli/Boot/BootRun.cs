using System.Diagnostics;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Cli.Boot;

/// <summary>Boots an image in QEMU and stops as soon as the serial console tells how it ends.</summary>
internal static class BootRun
{
    /// <summary>
    /// Attempts when the guest's kernel dies of "Oops: int3" before /init: seen once in a hundred boots with several processors under TCG, with images that
    /// boot well.
    /// </summary>
    public const int MaxAttempts = 3;

    /// <summary>After systemd's "Switching root." something fails at once or not at all.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(10);

    /// <summary>Silence that counts as failure, if something was heard that explains it.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(60);

    /// <param name="request">What is to be booted.</param>
    /// <param name="heard">Called with each line of the console, cleaned.</param>
    /// <param name="notice">Called when the boot is tried again.</param>
    /// <param name="cancellation">Stops QEMU.</param>
    /// <exception cref="ComposerException">QEMU or firmware is not installed, does not start, or a file is missing.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static BootReport Run(BootRequest request, Action<string> heard, Action<Notice> notice, CancellationToken cancellation)
    {
        RequireFiles(request);
        for (int attempt = 1; ; attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            BootVerdict verdict = Attempt(request, heard, cancellation);
            if (verdict is not BootVerdict.Failed { IsEmulatorFault: true } || attempt == MaxAttempts)
            {
                return new(verdict, attempt, Stopwatch.GetElapsedTime(start), request.LogPath);
            }

            string kept = $"{request.LogPath}.{attempt}";
            File.Move(request.LogPath, kept, overwrite: true);
            string message = $"attempt {attempt}: the guest's kernel died of a fault of QEMU (Oops: int3 before /init); trying again";
            notice(new(BootErrors.Repeated, message, new SourceLocation(kept)));
        }
    }

    private static BootVerdict Attempt(BootRequest request, Action<string> heard, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("initrd-composer-boot-").FullName;
        try
        {
            if (request.Image is BootImage.Uki uki) PrepareFirmware(uki.Path, folder);
            using FileStream log = CreateLog(request.LogPath);
            using Process qemu = Start(request, folder);
            return Watch(qemu, request, log, heard, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static BootVerdict Watch(Process qemu, BootRequest request, FileStream log, Action<string> heard, CancellationToken cancellation)
    {
        Task<string> errors = qemu.StandardError.ReadToEndAsync(CancellationToken.None);
        using var timeUp = new CancellationTokenSource(request.Timeout);
        using var silence = new CancellationTokenSource();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, silence.Token, cancellation);
        using CancellationTokenRegistration stop = ended.Token.Register(() => Stop(qemu));

        var watch = new BootWatch(request.Marker);
        BootVerdict? verdict = null;
        foreach (string line in Lines(qemu.StandardOutput.BaseStream, log))
        {
            heard(line);
            verdict = watch.Hear(line);
            if (verdict is not null) break;
            if (watch.IsSwitching) silence.CancelAfter(SettleTime);
            else silence.CancelAfter(watch.MayStall ? SilenceLimit : Timeout.InfiniteTimeSpan);
        }

        Stop(qemu);
        qemu.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (verdict is not null) return verdict;
        if (timeUp.IsCancellationRequested) return watch.Conclude(BootEnd.TimeUp);
        if (silence.IsCancellationRequested) return watch.Conclude(BootEnd.Silent);
        return watch.Stage == BootStage.PowerOn && qemu.ExitCode != 0
            ? throw QemuFailed(errors.GetAwaiter().GetResult())
            : watch.Conclude(BootEnd.Exited);
    }

    private static IEnumerable<string> Lines(Stream console, FileStream log)
    {
        var lines = new SerialLines();
        var buffer = new byte[4096];
        for (int read; (read = console.Read(buffer)) > 0;)
        {
            log.Write(buffer.AsSpan(0, read));
            log.Flush();
            foreach (string line in lines.Add(buffer.AsSpan(0, read))) yield return line;
        }

        yield return lines.Take();
    }

    /// <summary>What a disk of this boot's own holds: the UKI where firmware looks without being told, and variables that may be written.</summary>
    private static void PrepareFirmware(string uki, string folder)
    {
        File.Copy(UefiFirmware.Find().Variables, Path.Combine(folder, "vars.fd"));
        string boot = Directory.CreateDirectory(Path.Combine(folder, "esp", "EFI", "BOOT")).FullName;
        File.CreateSymbolicLink(Path.Combine(boot, "BOOTX64.EFI"), Path.GetFullPath(uki));
    }

    private static Process Start(BootRequest request, string folder)
    {
        string program = QemuMachine.FindProgram();
        var start = new ProcessStartInfo(program, QemuMachine.Arguments(request, folder))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            Process qemu = Process.Start(start)!;
            qemu.StandardInput.Close();
            return qemu;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ComposerException(BootErrors.QemuFailed, $"cannot start: {e.Message}", new SourceLocation(program), cause: e);
        }
    }

    private static void Stop(Process qemu)
    {
        if (!qemu.HasExited) qemu.Kill();
    }

    private static FileStream CreateLog(string path)
    {
        try
        {
            return new(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComposerException(BootErrors.LogFailed, $"cannot write the serial log: {e.Message}", new SourceLocation(path), cause: e);
        }
    }

    private static void RequireFiles(BootRequest request)
    {
        string[] files = request.Image switch
        {
            BootImage.Direct direct => [direct.Kernel, direct.Initrd],
            BootImage.Uki uki => [uki.Path],
            _ => [],
        };
        string? missing = Array.Find([.. files, .. request.RootDisk is null ? Array.Empty<string>() : [request.RootDisk]], file => !File.Exists(file));
        if (missing is not null) throw new ComposerException(BootErrors.NoSuchFile, "there is no such file to boot", new SourceLocation(missing));
    }

    private static ComposerException QemuFailed(string said) => new(
        BootErrors.QemuFailed, said.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("QEMU ended without a word"),
        new SourceLocation(QemuMachine.Program));
}
