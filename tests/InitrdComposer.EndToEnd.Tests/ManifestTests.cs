using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>The manifest says of each file what is in the initrd, and why.</summary>
public sealed class ManifestTests(ComposedDemo demo)
{
    [Fact]
    public void EveryEntryOfTheInitrdIsInTheManifestWithItsDigestAndItsReason()
    {
        JsonElement manifest = Manifest();
        using var inspected = JsonDocument.Parse(ComposerProgram.Run("inspect", demo.Initrd, "--json").Output);

        // Folders stand in each segment that has something in them.
        var packed = inspected.RootElement.GetProperty("entries").EnumerateArray()
            .GroupBy(entry => entry.GetProperty("path").GetString() is string path && path != "." ? "/" + path : "/").ToDictionary(path => path.Key, path => path.Last());
        var listed = manifest.GetProperty("images")[0].GetProperty("files").EnumerateArray().ToDictionary(file => file.GetProperty("path").GetString()!);
        Assert.Equal(listed.Keys.Order(StringComparer.Ordinal), packed.Keys.Order(StringComparer.Ordinal));
        foreach ((string path, JsonElement file) in listed)
        {
            Assert.Equal(packed[path].GetProperty("type").GetString(), file.GetProperty("type").GetString());
            Assert.Equal(packed[path].GetProperty("mode").GetString(), file.GetProperty("mode").GetString());
            if (file.TryGetProperty("sha256", out JsonElement digest) && packed[path].GetProperty("size").GetInt64() == file.GetProperty("size").GetInt64())
            {
                Assert.Equal(packed[path].GetProperty("sha256").GetString(), digest.GetString());
            }

            Assert.True(
                file.TryGetProperty("package", out _) || file.TryGetProperty("generatedBy", out _) || file.TryGetProperty("extraTree", out _), $"{path} has no reason");
        }
    }

    [Fact]
    public void RolePackagesAreListedButOwnNoFileExceptModules()
    {
        JsonElement manifest = Manifest();
        string kernel = manifest.GetProperty("packages").EnumerateArray().Single(package => package.GetProperty("role").GetString() == "kernel").GetProperty("nevra").GetString()!;
        string stub = manifest.GetProperty("packages").EnumerateArray().Single(package => package.GetProperty("role").GetString() == "stub").GetProperty("nevra").GetString()!;
        string[] ofKernel = [.. FilesOf(kernel)];
        Assert.NotEmpty(ofKernel);
        Assert.All(ofKernel, path => Assert.StartsWith("/usr/lib/modules/", path, StringComparison.Ordinal));
        Assert.DoesNotContain(ofKernel, path => path.Contains("vmlinuz", StringComparison.Ordinal));
        Assert.Empty(FilesOf(stub));

        IEnumerable<string> FilesOf(string nevra) => manifest.GetProperty("images")[0].GetProperty("files").EnumerateArray()
            .Where(file => file.TryGetProperty("package", out JsonElement package) && package.GetString() == nevra && file.GetProperty("type").GetString() != "directory")
            .Select(file => file.GetProperty("path").GetString()!);
    }

    [Fact]
    public void NoScriptletIsUnknownAndEachHasAVerdict() => Assert.All(
        Manifest().GetProperty("scriptlets").EnumerateArray(),
        report => Assert.True(report.TryGetProperty("emulatedBy", out _) || report.TryGetProperty("ignored", out _), report.ToString()));

    private JsonElement Manifest()
    {
        demo.Require();
        return JsonDocument.Parse(File.ReadAllText(Path.Combine(demo.Output, "manifest.json"))).RootElement;
    }
}
