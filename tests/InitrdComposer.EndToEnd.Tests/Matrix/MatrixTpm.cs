using System.Diagnostics;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Matrix;

/// <summary>A TPM 2.0 (swtpm) with the state that disks were enrolled with; what a boot changes is forgotten.</summary>
internal sealed class MatrixTpm : IDisposable
{
    private readonly Process _process;

    public MatrixTpm(TempFolder folder)
    {
        Tool.Require("cp", "coreutils").Run("-r", Checkout.Artifact("boot-matrix", "disks", "tpm"), folder["tpm"]);
        string socket = folder["tpm.sock"];
        string[] arguments = ["socket", "--tpm2", "--tpmstate", $"dir={folder["tpm"]}", "--ctrl", $"type=unixio,path={socket}", "--flags", "not-need-init,startup-clear", "--terminate"];
        _process = Process.Start(new ProcessStartInfo(Tool.Require("swtpm", "swtpm").Path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Assert.True(SpinWait.SpinUntil(() => File.Exists(socket), TimeSpan.FromSeconds(10)), "swtpm does not listen");
        Arguments = ["-chardev", $"socket,id=tpm,path={socket}", "-tpmdev", "emulator,id=tpm0,chardev=tpm", "-device", "tpm-crb,tpmdev=tpm0"];
    }

    /// <summary>QEMU's.</summary>
    public string[] Arguments { get; }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
