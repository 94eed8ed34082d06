using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The demo with fewer modules and without LVM's program, for all tests of a class.</summary>
public sealed class SmallerDemo : IDisposable
{
    private readonly TempFolder _folder = new();
    private string? _initrd;

    public void Dispose() => _folder.Dispose();

    /// <summary>Its initrd, composed at first use; a test without the distribution is skipped here.</summary>
    internal string Require(ComposedDemo demo)
    {
        demo.Require();
        return _initrd ??= Compose(demo);
    }

    private string Compose(ComposedDemo demo)
    {
        string[] less = ["--lock", _folder["smaller.lock"], "--cache", demo.Cache, "--set", "modules.include=[\"virtio_*\", \"ext4\"]", "--set", "finalize.remove-files=[\"/usr/sbin/lvm\"]"];
        foreach (string[] verb in (string[][])[["lock"], ["build", "--output", _folder["smaller"]]])
        {
            ToolResult result = ComposerProgram.Run([.. verb, demo.Distro.Recipe, .. less]);
            Assert.True(result.ExitCode == 0, result.Error);
        }

        return Path.Combine(_folder["smaller"], "demo.initrd");
    }
}
