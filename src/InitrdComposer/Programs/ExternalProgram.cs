using System.ComponentModel;
using System.Diagnostics;

namespace InitrdComposer.Programs;

/// <summary>A program of this machine that a recipe names: started without a shell, fed, read, and ended with all it started when its time is up.</summary>
internal static class ExternalProgram
{
    /// <summary>Of what it says on standard error, so much is kept.</summary>
    private const int MaxErrorLength = 64 << 10;

    /// <param name="program">Found as shells find it.</param>
    /// <param name="arguments">Each one word.</param>
    /// <param name="input">What it gets on standard input; it need not read it.</param>
    /// <param name="maxOutput">Of standard output one byte more than this is kept at most; the rest is read and forgotten, so that the program ends.</param>
    /// <param name="limit">Longest time that it may take.</param>
    /// <param name="cancellation">Ends it before.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    /// <exception cref="TimeoutException">It has not ended within the limit, and was killed.</exception>
    /// <exception cref="OperationCanceledException">It was to end, and was killed.</exception>
    public static ProgramOutcome Run(
        string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input, int maxOutput, TimeSpan limit, CancellationToken cancellation = default) =>
        RunAsync(program, arguments, input, maxOutput, limit, cancellation).GetAwaiter().GetResult();

    private static async Task<ProgramOutcome> RunAsync(
        string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input, int maxOutput, TimeSpan limit, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(limit);
        try
        {
            Task<byte[]> output = ReadAsync(process.StandardOutput.BaseStream, maxOutput, stop.Token);
            Task<byte[]> error = ReadAsync(process.StandardError.BaseStream, MaxErrorLength, stop.Token);
            await FeedAsync(process, input, stop.Token);
            (byte[] written, byte[] said) = (await output, await error);
            await process.WaitForExitAsync(stop.Token);
            return new(process.ExitCode, written, said);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"{program} has not ended within {limit.TotalSeconds:0.#} s", e);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It takes a file instead and has closed its input.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int limit, CancellationToken cancellation)
    {
        var kept = new MemoryStream();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, cancellation) is int read and > 0) kept.Write(buffer, 0, (int)Math.Min(read, limit + 1 - kept.Length));
        return kept.ToArray();
    }
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">From standard output.</param>
/// <param name="Error">From standard error.</param>
internal sealed record ProgramOutcome(int ExitCode, byte[] Output, byte[] Error);
