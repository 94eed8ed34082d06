using System.Diagnostics;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Matrix;

/// <summary>A server of this machine that the guest finds at 10.0.2.2; it ends with its standard input.</summary>
internal sealed class MatrixService : IDisposable
{
    private readonly Process _process;

    private MatrixService(string kind, string folder)
    {
        var start = new ProcessStartInfo(Path.Combine(Checkout.Root, "tests", "boot-matrix", "serve"), [kind, folder]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        string? said = _process.StandardOutput.ReadLine();
        Assert.True(said == "ready", $"{kind} is not served: see {folder}");
    }

    /// <param name="folder">For the server's own files.</param>
    public static MatrixService? Start(MatrixServer server, TempFolder folder) => server == MatrixServer.None ? null : new(server.ToString().ToLowerInvariant(), folder.Path);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
