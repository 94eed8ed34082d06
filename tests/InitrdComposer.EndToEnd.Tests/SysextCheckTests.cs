using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using InitrdComposer.Testing.Extensions;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`sysext check` with each kind of base, and images of other tools.</summary>
public sealed class SysextCheckTests : IDisposable
{
    private const string Modules = $"usr/lib/modules/{BaseSpec.Kernel}/kernel";
    private const string Release = "ID=test\nVERSION_ID=1\nSYSEXT_SCOPE=initrd\nARCHITECTURE=x86-64\n";

    private static readonly X509Certificate2 Signer = DdiSpec.NewSigner("signer");

    private readonly TempFolder _folder = new();

    public SysextCheckTests()
    {
        File.WriteAllBytes(_folder["base.initrd"], new BaseSpec().Trust(Signer).ToBytes());
        File.WriteAllBytes(_folder["one.sysext.raw"], new DdiSpec(new SquashfsSpec().Add("usr/lib/extension-release.d/extension-release.one", Release).ToBytes()) { Signer = Signer }.ToBytes());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AUkiIsABase()
    {
        ToolResult linked = ComposerProgram.Run(
            "uki", "link", "--stub", Checkout.Fixture("uki", "toystub.efi"), "--linux", Checkout.Fixture("uki", "linux.pe"), "--initrd", _folder["base.initrd"], "-o", _folder["base.efi"]);
        Assert.True(linked.ExitCode == 0, linked.Error);
        Assert.Contains(": sysext one, disk image: ok\n", Check(0, _folder["base.efi"], _folder["one.sysext.raw"]), StringComparison.Ordinal);
    }

    [Fact]
    public void AnOutputFolderIsABase()
    {
        Directory.CreateDirectory(_folder["out"]);
        File.Copy(_folder["base.initrd"], _folder["out/my.initrd"]);
        File.WriteAllText(_folder["out/manifest.json"], """{ "images": [ { "name": "my" } ] }""");
        Check(0, _folder["out"], _folder["one.sysext.raw"]);
        Check(0, _folder["out"], "--image", "my", _folder["one.sysext.raw"]);
        Check(2, _folder["out"], "--image", "other", _folder["one.sysext.raw"]);
    }

    [Fact]
    public void AnOutputFolderWithAUkiAloneIsABase()
    {
        ToolResult linked = ComposerProgram.Run(
            "uki", "link", "--stub", Checkout.Fixture("uki", "toystub.efi"), "--linux", Checkout.Fixture("uki", "linux.pe"), "--initrd", _folder["base.initrd"], "-o", _folder["out/my.efi"]);
        Assert.True(linked.ExitCode == 0, linked.Error);
        File.WriteAllText(_folder["out/manifest.json"], """{ "images": [ { "name": "my" } ] }""");
        Check(0, _folder["out"], _folder["one.sysext.raw"]);
    }

    [Fact]
    public void AFolderWithoutInitrdIsNoBase()
    {
        Directory.CreateDirectory(_folder["out"]);
        Assert.Equal($"error[IC-IMG15]: {_folder["out"]}: there is no manifest.json, expected an initrd, a UKI, or the folder that `build` wrote\n", Error());
        File.WriteAllText(_folder["out/manifest.json"], """{ "images": [ { "name": "my" } ] }""");
        Assert.Equal($"error[IC-IMG15]: {_folder["out"]}: there is neither my.initrd nor my.efi, expected an initrd, a UKI, or the folder that `build` wrote\n", Error());

        string Error() => ComposerProgram.Run("sysext", "check", _folder["out"], _folder["one.sysext.raw"]).Error;
    }

    [Fact]
    public void JsonHasTheSame()
    {
        File.WriteAllBytes(_folder["base.initrd"], new BaseSpec().ToBytes());
        using var json = JsonDocument.Parse(Check(4, "--json", _folder["base.initrd"], _folder["one.sysext.raw"]));
        JsonElement extension = json.RootElement.GetProperty("extensions")[0];
        Assert.Equal(("one", "refused"), (extension.GetProperty("name").GetString(), extension.GetProperty("verdict").GetString()));
        JsonElement refused = extension.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("verdict").GetString() == "refused");
        Assert.Equal(("signature", "IC-IMG06"), (refused.GetProperty("check").GetString(), refused.GetProperty("id").GetString()));
        Assert.Equal("x86-64", json.RootElement.GetProperty("base").GetProperty("architecture").GetString());
    }

    /// <summary>mksquashfs made the file system, veritysetup its hash tree, openssl the signature.</summary>
    [Fact]
    public void AnImageThatOtherToolsMadeIsChecked()
    {
        Directory.CreateDirectory(_folder["tree/usr/lib/extension-release.d"]);
        File.WriteAllText(_folder["tree/usr/lib/extension-release.d/extension-release.two"], Release);
        Directory.CreateDirectory(_folder[$"tree/{Modules}"]);
        File.WriteAllBytes(_folder[$"tree/{Modules}/extra.ko"], new ModuleSpec(BaseSpec.Kernel).With("depends=base").ToBytes());
        File.WriteAllText(_folder["tree/usr/lib/text"], string.Concat(Enumerable.Range(0, 20_000)));
        Tool.Require("mksquashfs", "squashfs-tools").Run(_folder["tree"], _folder["fs"], "-quiet", "-no-progress", "-comp", "xz");
        string formatted = Tool.Require("veritysetup", "cryptsetup-bin").Run("format", _folder["fs"], _folder["hash"]);
        string root = formatted.Split('\n').Single(line => line.StartsWith("Root hash:", StringComparison.Ordinal))[10..].Trim();
        File.WriteAllText(_folder["root"], root);
        File.WriteAllText(_folder["key"], Signer.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder["crt"], Signer.ExportCertificatePem());
        Tool.Require("openssl", "openssl").Run(
            "smime", "-sign", "-nocerts", "-noattr", "-binary", "-in", _folder["root"], "-inkey", _folder["key"], "-signer", _folder["crt"], "-outform", "der", "-out", _folder["p7"]);
        string json = $$"""{"rootHash":"{{root}}","signature":"{{Convert.ToBase64String(File.ReadAllBytes(_folder["p7"]))}}"}""";
        byte[] signature = new byte[16 << 10];
        System.Text.Encoding.UTF8.GetBytes(json, signature);
        File.WriteAllBytes(_folder["sig"], signature);
        Assemble("two.sysext.raw", root, "fs", "hash", "sig");
        string output = Check(0, _folder["base.initrd"], _folder["two.sysext.raw"]);
        Assert.Contains("two.sysext.raw: sysext two, disk image: ok\n", output, StringComparison.Ordinal);
        Assert.Contains("of CN=signer, in verity.d of ", output, StringComparison.Ordinal);
        Assert.Contains($"1 of {BaseSpec.Kernel}\n", output, StringComparison.Ordinal);
    }

    private string Check(int exitCode, params string[] arguments)
    {
        ToolResult result = ComposerProgram.Run(["sysext", "check", .. arguments]);
        Assert.True(result.ExitCode == exitCode, $"{result.Error}{result.Output}");
        return result.Output;
    }

    /// <summary>sfdisk makes the table.</summary>
    private void Assemble(string image, string root, params string[] parts)
    {
        string[] types = ["4f68bce3-e8cd-4db1-96e7-fbcaf984b709", "2c7357ed-ebd2-46d9-aec1-23d437ec2bf5", "41092b05-9fc8-4523-994f-2def0408b176"];
        string[] uuids = [$", uuid={new Guid(Convert.FromHexString(root[..32]), bigEndian: true)}", $", uuid={new Guid(Convert.FromHexString(root[32..]), bigEndian: true)}", ""];
        var script = new System.Text.StringBuilder("label: gpt\n");
        long start = 2048;
        using (FileStream file = File.Create(_folder[image]))
        {
            for (int i = 0; i < parts.Length; i++)
            {
                byte[] bytes = File.ReadAllBytes(_folder[parts[i]]);
                long blocks = (bytes.Length + 4095) / 4096 * 8;
                script.Append(null, $"start={start}, size={blocks}, type={types[i]}{uuids[i]}\n");
                file.Position = start * 512;
                file.Write(bytes);
                start += (blocks + 2047) / 2048 * 2048;
            }

            file.SetLength((start + 2048) * 512);
        }

        File.WriteAllText(_folder["script"], script.ToString());
        Tool.Require("sh", "dash").Run("-c", $"'{Tool.Require("sfdisk", "fdisk").Path}' --quiet --no-reread --no-tell-kernel '{_folder[image]}' < '{_folder["script"]}'");
    }
}
