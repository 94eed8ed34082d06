using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`esp plan` of what `build` and `sysext build` left.</summary>
public sealed class EspOfBuildTests : IDisposable
{
    private readonly ComposedDemo _demo;
    private readonly TempFolder _folder = new();

    public EspOfBuildTests(ComposedDemo demo) => _demo = demo.Require();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ManifestsSayWhatGoesToAnEspAndWhatItGoesWith()
    {
        File.WriteAllText(_folder["net.toml"], "[modules]\ninclude = [\"bonding\"]\n[extension]\n");
        File.WriteAllText(_folder["notes.toml"], "[[extra-trees]]\nsource = \"notes\"\ntarget = \"/usr/share/notes\"\n[extension]\n");
        Directory.CreateDirectory(_folder["notes"]);
        File.WriteAllText(_folder["notes/read.me"], "for every kernel");
        Succeed("sysext", "build", _folder["net.toml"], _folder["notes.toml"], "--base", _demo.Output, "--output", _folder["ext"], "--cache", _demo.Cache);

        JsonElement plan = JsonDocument.Parse(Succeed("esp", "plan", _demo.Output, _folder["ext"], "--json", "--size", "512M")).RootElement;
        string kernel = JsonDocument.Parse(File.ReadAllText(Path.Combine(_demo.Output, "manifest.json"))).RootElement.GetProperty("images")[0].GetProperty("kernelVersion").GetString()!;
        Assert.Equal(
            [("EFI/Linux/demo.efi", null), ("EFI/Linux/demo.efi.extra.d/net.sysext.raw", kernel), ("EFI/Linux/demo.efi.extra.d/notes.sysext.raw", null)],
            plan.GetProperty("files").EnumerateArray().Select(file => (file.GetProperty("path").GetString()!, file.TryGetProperty("kernels", out JsonElement kernels) ? kernels[0].GetString() : null)));
        JsonElement boot = Assert.Single(plan.GetProperty("boots").EnumerateArray());
        Assert.Equal(kernel, boot.GetProperty("kernelVersion").GetString());
        Assert.True(boot.GetProperty("initrd").GetInt64() > new FileInfo(Path.Combine(_demo.Output, "demo.initrd")).Length + new FileInfo(_folder["ext/net.sysext.raw"]).Length);
        Assert.Empty(plan.GetProperty("notices").EnumerateArray());

        // By its image alone the same is known of an extension.
        JsonElement ofFiles = JsonDocument.Parse(Succeed("esp", "plan", _demo.Output, _folder["ext/net.sysext.raw"], _folder["ext/notes.sysext.raw"], "--json", "--size", "512M")).RootElement;
        Assert.Equal(plan.GetRawText(), ofFiles.GetRawText());
    }

    private static string Succeed(params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
