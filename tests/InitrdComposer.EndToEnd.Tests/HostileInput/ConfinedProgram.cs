using System.Diagnostics;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>
/// The program in a process of its own that can take little: memory, processor time, files, and time on the clock. Permissions hold for it even where
/// root runs the tests.
/// </summary>
internal static class ConfinedProgram
{
    /// <summary>MiB of the managed heap; the runtime gives up beyond it.</summary>
    public const int HeapMebibytes = 256;

    /// <summary>Seconds of processor time. A bad file takes a fraction of one; a slow machine's start of .NET another.</summary>
    public const int ProcessorSeconds = 10;

    /// <summary>Files that may be open at once.</summary>
    public const int OpenFiles = 512;

    /// <summary>Bytes of address space: the heap's reservation, libraries, thread stacks.</summary>
    private const long AddressSpace = 8L << 30;

    /// <summary>Bytes of the largest file that it may write.</summary>
    private const long FileSize = 256 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="Xunit.Sdk.XunitException">It did not end by itself.</exception>
    public static ToolResult Run(HostileFolder folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            Tool.Require("prlimit", "util-linux").Path,
            [$"--cpu={ProcessorSeconds}", $"--as={AddressSpace}", $"--fsize={FileSize}", "--core=0", $"--nofile={OpenFiles}", .. Unprivileged(), ComposerProgram.FileName, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder.Work,
        };
        // In hex, as the runtime reads it.
        start.Environment["DOTNET_GCHeapHardLimit"] = $"0x{HeapMebibytes << 20:X}";
        start.Environment["TMPDIR"] = folder.Temporary;
        start.Environment["HOME"] = folder.Home;
        start.Environment["XDG_CACHE_HOME"] = folder.Home;
        if (Directory.Exists(folder.Libraries)) start.Environment["LD_LIBRARY_PATH"] = folder.Libraries;
        if (File.Exists(folder.Trusted)) start.Environment["SSL_CERT_FILE"] = folder.Trusted;

        // The runtime's own sockets and files in the folder for temporary files.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"no end after {Patience}: {string.Join(' ', arguments)}");
        }

        return new(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Takes from root what makes permissions meaningless (capabilities(7)); anybody else has no such thing.</summary>
    private static string[] Unprivileged() => Environment.IsPrivilegedProcess
        ? [Tool.Require("setpriv", "util-linux").Path, "--bounding-set=-dac_override,-dac_read_search", "--"]
        : [];
}
