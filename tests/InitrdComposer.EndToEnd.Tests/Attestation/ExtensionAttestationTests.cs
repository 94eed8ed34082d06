using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Attestation;

/// <summary>What is said of extensions: the same as of initrds, of each recipe its own, so that one of them can be given away with its papers.</summary>
public sealed class ExtensionAttestationTests(ComposedDemo demo) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ddi", "tpm.sysext.raw")]
    [InlineData("squashfs", "tpm.sysext.raw")]
    [InlineData("directory", "tpm/usr/bin/tpm2")]
    public void EachExtensionHasItsBillAndItsSignedProvenance(string format, string image)
    {
        demo.Require();
        Tool.Require("openssl", "openssl").Run(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", _folder["release.key"], "-out", _folder["release.crt"], "-subj", "/CN=release", "-days", "9");
        File.WriteAllText(_folder["tpm.toml"], $"[extension]\nformat = \"{format}\"\n[packages]\ninstall = [\"tpm2-tools\"]\n[attestation]\nkey = \"release.key\"\n");
        File.WriteAllText(_folder["virtio.toml"], $"[extension]\nformat = \"{format}\"\n[modules]\ninclude = [\"virtio_scsi\", \"nfsv4\"]\n[attestation]\nsbom = [\"spdx\", \"cyclonedx\"]\nkey = \"release.key\"\n");
        Build("sysext", "build", _folder["tpm.toml"], _folder["virtio.toml"], "--base", demo.Output, "--output", _folder["out"], "--cache", demo.Cache);

        JsonElement bill = Read("tpm.spdx.json");
        Assert.Contains(bill.GetProperty("packages").EnumerateArray(), package => package.GetProperty("name").GetString() == "tpm2-tools");
        Assert.Contains("\"comment\":\"role: kernel", File.ReadAllText(_folder["out/virtio.spdx.json"]), StringComparison.Ordinal);
        string[] subjects = [.. Read("tpm.provenance.json").GetProperty("subject").EnumerateArray().Select(subject => subject.GetProperty("name").GetString()!)];
        Assert.Contains(image, subjects);
        Assert.Contains("manifest.json", subjects);
        Assert.DoesNotContain(subjects, subject => subject.StartsWith("virtio", StringComparison.Ordinal));
        Assert.Contains(
            Read("tpm.provenance.json").GetProperty("predicate").GetProperty("buildDefinition").GetProperty("resolvedDependencies").EnumerateArray(),
            dependency => dependency.TryGetProperty("name", out JsonElement name) && name.GetString() == "lock of the base");

        ToolResult verified = ComposerProgram.Run("verify", _folder["out"], "--certificate", _folder["release.crt"]);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Contains("ok    virtio.intoto.jsonl: holds virtio.provenance.json, signed by CN=release\n", verified.Output, StringComparison.Ordinal);
        Assert.Contains("up to date", Build("sysext", "build", _folder["tpm.toml"], _folder["virtio.toml"], "--base", demo.Output, "--output", _folder["out"], "--cache", demo.Cache), StringComparison.Ordinal);

        // Who rebuilds has no key.
        File.Delete(_folder["release.key"]);
        Assert.Contains("and what is signed in tpm.intoto.jsonl, virtio.intoto.jsonl", Build("rebuild", _folder["out"], "--base", demo.Output, "--cache", demo.Cache), StringComparison.Ordinal);
        File.Delete(_folder["out/virtio.intoto.jsonl"]);
        ToolResult unsigned = ComposerProgram.Run("rebuild", _folder["out"], "--base", demo.Output, "--cache", demo.Cache);
        Assert.Equal(1, unsigned.ExitCode);
        Assert.Contains("virtio.intoto.jsonl: file: got nothing, expected an envelope of virtio.provenance.json, which the recipe wants signed", unsigned.Error, StringComparison.Ordinal);
        Assert.Equal(4, ComposerProgram.Run("verify", _folder["out"], "--certificate", _folder["release.crt"]).ExitCode);
    }

    /// <summary>Links are outputs too: one that leads elsewhere, or has become a file, is found, and so is one more.</summary>
    [Fact]
    public void LinksOfAFolderAreHeldToTheManifest()
    {
        demo.Require();
        File.WriteAllText(_folder["tpm.toml"], "[extension]\nformat = \"directory\"\n[packages]\ninstall = [\"tpm2-tools\"]\n");
        Build("sysext", "build", _folder["tpm.toml"], "--base", demo.Output, "--output", _folder["out"], "--cache", demo.Cache);
        string link = Directory.EnumerateFiles(_folder["out/tpm"], "*", SearchOption.AllDirectories).Where(path => new FileInfo(path).LinkTarget is not null).Order(StringComparer.Ordinal).First();
        string name = Path.GetRelativePath(_folder["out"], link), target = new FileInfo(link).LinkTarget!;
        File.Delete(link);
        File.CreateSymbolicLink(link, "/etc/shadow");
        Refused(name, $"FAIL  {name}: is not what manifest.json says\n      got      a link to /etc/shadow\n      expected a link to {target}");
        File.Delete(link);
        File.WriteAllText(link, target);
        Refused(name, $"FAIL  {name}: is not what manifest.json says\n      got      a file\n      expected a link to {target}");
        File.Delete(link);
        File.CreateSymbolicLink(link, target);
        Assert.Equal(0, ComposerProgram.Run("verify", _folder["out"]).ExitCode);
        File.CreateSymbolicLink(_folder["out/tpm/usr/more"], "/nowhere");
        Refused("tpm/usr/more", "FAIL  tpm/usr/more: is not in manifest.json");

        void Refused(string file, string expected)
        {
            ToolResult verified = ComposerProgram.Run("verify", _folder["out"]);
            Assert.True(verified.ExitCode == 1, verified.Error);
            Assert.Contains(expected, verified.Output, StringComparison.Ordinal);
            ToolResult rebuilt = ComposerProgram.Run("rebuild", _folder["out"], "--base", demo.Output, "--cache", demo.Cache);
            Assert.Equal(1, rebuilt.ExitCode);
            Assert.Contains($"{file}: ", rebuilt.Error, StringComparison.Ordinal);
        }
    }

    private static string Build(params string[] arguments)
    {
        ToolResult built = ComposerProgram.Run(arguments);
        Assert.True(built.ExitCode == 0, built.Error);
        return built.Output;
    }

    private JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllBytes(_folder[$"out/{file}"])).RootElement;
}
