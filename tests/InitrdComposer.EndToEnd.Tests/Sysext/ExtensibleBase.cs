using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Sysext;

/// <summary>
/// The demo as a base for extensions, by the drop-in that this repository has for that: it trusts one signer, and has neither the driver of a SCSI host
/// of virtio nor that of SCSI disks.
/// </summary>
public sealed class ExtensibleBase : IDisposable
{
    /// <summary>The driver of the host adapter, which the adapter asks for, and that of disks, which a disk behind the adapter asks for.</summary>
    internal const string Host = "virtio_scsi", Disk = "sd_mod";

    private readonly TempFolder _folder = new();
    private bool _isMade;
    private string _cache = "";

    internal DistroFixture Distro { get; private set; } = null!;

    internal string Output => _folder["out"];

    public void Dispose() => _folder.Dispose();

    /// <summary>Composes at first use; a test without the distribution is skipped here.</summary>
    internal ExtensibleBase Require(ComposedDemo demo)
    {
        demo.Require();
        if (_isMade) return this;
        Distro = demo.Distro;
        Directory.CreateDirectory(_folder["verity.d"]);
        Tool.Require("openssl", "openssl").Run(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", _folder["signer.key"], "-out", _folder["verity.d/signer.crt"], "-subj", "/CN=extensions", "-days", "9");
        Directory.CreateDirectory(_folder["mkosi.conf.d"]);
        Tool.Require("cp", "coreutils").Run("-r", Path.Combine(Checkout.Root, "mkosi.conf.d", "20-sysext"), _folder["mkosi.conf.d"]);
        File.WriteAllText(
            _folder["base.toml"],
            Distro.RecipeForElsewhere + "\n[[extra-trees]]\nsource = \"verity.d\"\ntarget = \"/usr/lib/verity.d\"\n");
        ToolResult built = ComposerProgram.Run(
            "build", _folder["base.toml"], "--profile", "sysext", "--set", "modules.include+=[\"-virtio_scsi\", \"-sd_mod\"]", "--output", Output, "--cache", demo.Cache);
        Assert.True(built.ExitCode == 0, built.Error);
        _cache = demo.Cache;
        _isMade = true;
        return this;
    }

    /// <summary>The one image of the manifest.</summary>
    internal JsonElement Image() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Output, "manifest.json"))).RootElement.GetProperty("images")[0];

    /// <summary>The image of an extension with modules of the base's kernel.</summary>
    /// <param name="modules">Patterns, as recipes have them.</param>
    /// <param name="isSigned">By whom the base trusts.</param>
    internal string Extension(string name, string modules, bool isSigned)
    {
        string recipe = _folder[$"{name}.toml"], output = _folder[$"{name}-{(isSigned ? "signed" : "unsigned")}"];
        File.WriteAllText(recipe, $"[extension]\n[modules]\ninclude = [\"{modules}\"]\n");
        string[] signer = isSigned ? ["--key", _folder["signer.key"], "--certificate", _folder["verity.d/signer.crt"]] : [];
        ToolResult built = ComposerProgram.Run(["sysext", "build", recipe, "--base", Output, "--output", output, "--cache", _cache, .. signer]);
        Assert.True(built.ExitCode == 0, built.Error);
        return Path.Combine(output, $"{name}.sysext.raw");
    }
}
