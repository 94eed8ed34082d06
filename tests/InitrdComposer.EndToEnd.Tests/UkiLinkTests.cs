using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>`uki link` from plain files, judged by the tools that sign such files.</summary>
public sealed class UkiLinkTests(ComposedDemo demo)
{
    [Fact]
    public void LinkedFromFilesItIsWhatTheRecipeMadeAndCanBeSigned()
    {
        demo.Require();
        using var folder = new TempFolder();
        string stub = folder["stub"];
        Tool bash = Tool.Require("bash", "bash");
        bash.Run("-c", $"cd '{folder.Path}' && rpm2cpio '{demo.Distro.Package("systemd-boot-efi")}' | cpio -idm --quiet './usr/lib/systemd/boot/efi/linuxx64.efi.stub' && mv usr/lib/systemd/boot/efi/linuxx64.efi.stub stub");
        bash.Run("-c", $"cd '{folder.Path}' && rpm2cpio '{demo.Distro.Package("base-files")}' | cpio -idm --quiet './usr/lib/os-release' && mv usr/lib/os-release os-release");
        string commandLine = ComposerProgram.Run("show", demo.Distro.Recipe).Output.Split('\n').Single(line => line.StartsWith("cmdline", StringComparison.Ordinal)).Split('"')[1];

        string uki = folder["linked.efi"];
        ToolResult result = ComposerProgram.Run(
            "uki", "link", "--stub", stub, "--linux", Path.Combine(demo.Output, "demo.vmlinuz"), "--initrd", demo.Initrd, "--cmdline", commandLine,
            "--os-release", "@" + folder["os-release"], "--output", uki);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(File.ReadAllBytes(demo.Uki), File.ReadAllBytes(uki));

        Tool.Require("openssl", "openssl").Run(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder["key"], "-out", folder["certificate"], "-subj", "/CN=test", "-days", "2");
        Tool.Require("sbsign", "sbsigntool").Run("--key", folder["key"], "--cert", folder["certificate"], "--output", folder["signed.efi"], uki);
        Tool.Require("sbverify", "sbsigntool").Run("--cert", folder["certificate"], folder["signed.efi"]);
    }
}
