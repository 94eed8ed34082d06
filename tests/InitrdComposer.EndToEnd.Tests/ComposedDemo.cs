using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(InitrdComposer.EndToEnd.Tests.ComposedDemo))]

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The demo recipe, locked and built once for all tests that look at the result.</summary>
public sealed class ComposedDemo : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lazy<ComposedDemo> _built;

    public ComposedDemo() => _built = new(Compose);

    /// <summary>The recipe's lock.</summary>
    public string Lock => _folder["demo.lock"];

    /// <summary>The output folder of `build`.</summary>
    public string Output => _folder["out"];

    /// <summary>Downloaded files, shared by all runs of the test.</summary>
    public string Cache => _folder["cache"];

    public string Initrd => Path.Combine(Output, "demo.initrd");

    public string Uki => Path.Combine(Output, "demo.efi");

    public DistroFixture Distro { get; private set; } = null!;

    /// <summary>`uname -r` of its kernel.</summary>
    public string KernelVersion
    {
        get
        {
            using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Output, "manifest.json")));
            return manifest.RootElement.GetProperty("images")[0].GetProperty("kernelVersion").GetString()!;
        }
    }

    /// <summary>Composes at first use; a test without the distribution is skipped here.</summary>
    public ComposedDemo Require()
    {
        DistroFixture.Require();
        return _built.Value;
    }

    /// <summary>A copy of the output folder that a test may damage.</summary>
    public string Copy(TempFolder into)
    {
        string copy = into["out"];
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.EnumerateFiles(Output)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    public void Dispose() => _folder.Dispose();

    private ComposedDemo Compose()
    {
        Distro = DistroFixture.Require();
        Succeed("lock", Distro.Recipe, "--lock", Lock, "--cache", Cache);
        Succeed("build", Distro.Recipe, "--lock", Lock, "--output", Output, "--cache", Cache);
        return this;
    }

    private static void Succeed(params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(arguments);
        Assert.True(result.ExitCode == 0, $"initrd-composer {string.Join(' ', arguments)}: exit {result.ExitCode}\n{result.Error}{result.Output}");
    }
}
