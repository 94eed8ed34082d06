using System.Diagnostics;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>The program in a process of its own that can take little: memory, processor time, files, and time on the clock.</summary>
internal static class ConfinedProgram
{
    /// <summary>Of the managed heap; the runtime gives up beyond it. In hex, as the runtime reads it: 256 MiB.</summary>
    private const string HeapLimit = "0x10000000";

    /// <summary>Seconds of processor time. A bad file takes a fraction of one; a slow machine's start of .NET another.</summary>
    private const int ProcessorSeconds = 10;

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
            [$"--cpu={ProcessorSeconds}", $"--as={AddressSpace}", $"--fsize={FileSize}", "--core=0", "--nofile=512", ComposerProgram.FileName, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder.Work,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        start.Environment["TMPDIR"] = folder.Temporary;
        start.Environment["HOME"] = folder.Home;
        start.Environment["XDG_CACHE_HOME"] = folder.Home;
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
}
