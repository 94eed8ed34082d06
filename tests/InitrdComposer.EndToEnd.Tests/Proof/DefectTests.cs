using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Proof;

/// <summary>`prove` finds what is wrong with images that were really built, and nothing in those that are right.</summary>
public sealed class DefectTests(ComposedDemo demo)
{
    private const string Roots = "ext4,xfs,btrfs,erofs";
    private const string Features = "lvm,luks,tpm2,raid,verity,dps,sysext";

    public static TheoryData<string> Names => [.. Defects.All.Select(defect => defect.Name)];

    /// <summary>The build itself says so, before it packs anything.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ABuildThatClaimsWhatADefectBreaksFailsForIt(string name)
    {
        demo.Require();
        Defect defect = Defects.All.Single(one => one.Name == name);
        using var folder = new TempFolder();
        ToolResult result = defect.Build(demo, folder, defect.Claim);
        Assert.True(result.ExitCode == 1, $"exit {result.ExitCode}\n{result.Error}{result.Output}");
        Assert.Contains("error[IC-PRF01]", result.Error, StringComparison.Ordinal);
        Assert.Contains(defect.Reason, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void ADeviceWithoutItsFirmwareIsRedInTheMatrixOfThatDevice()
    {
        demo.Require();
        const string Firmware = "daqboard2000_firmware.bin";
        using var folder = new TempFolder();
        File.WriteAllText(folder["devices.txt"], "required | pci:v00001616d00000409sv00001616sd00000002bcFFsc00i00 | daqboard2000 | a device whose driver asks for firmware | Linux, drivers/comedi\n");
        var without = new Defect("no firmware", "devices.txt", Firmware, "modules.include+=daqboard2000");
        Assert.Equal(("red", 1), Cell(without));
        Assert.Equal(("ok", 0), Cell(without with { Tree = tree => tree.Write($"usr/lib/firmware/{Firmware}", "firmware") }));

        (string?, int) Cell(Defect defect)
        {
            File.Delete(folder["defect.lock"]);
            ToolResult built = defect.Build(demo, folder);
            Assert.True(built.ExitCode == 0, built.Error);
            ToolResult result = ComposerProgram.Run("prove", "--json", folder["out"], "--platform", $"modalias:{folder["devices.txt"]}");
            using var report = JsonDocument.Parse(result.Output);
            JsonElement row = report.RootElement.GetProperty("images")[0].GetProperty("rows")[1];
            return (row.GetProperty("cells").GetProperty("firmware").GetString(), result.ExitCode);
        }
    }

    [Fact]
    public void TheDemoHasNoRedCell()
    {
        demo.Require();
        ToolResult result = ComposerProgram.Run("prove", demo.Output, "--platform", "kvm", "--root", Roots, "--features", $"{Features},network");
        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.DoesNotContain("RED", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TheUkiIsProvenAsItsInitrdIs()
    {
        demo.Require();
        ToolResult initrd = ComposerProgram.Run("prove", demo.Initrd, "--platform", "kvm"), uki = ComposerProgram.Run("prove", demo.Uki, "--platform", "kvm");
        Assert.Equal(0, initrd.ExitCode);
        Assert.Equal(initrd.Output.Split('\n', 2)[1], uki.Output.Split('\n', 2)[1]);
    }

    [Fact]
    public void ABuildWhoseClaimDoesNotHoldPublishesNothing()
    {
        demo.Require();
        using var folder = new TempFolder();
        ToolResult result = ComposerProgram.Run(
            "build", demo.Distro.Recipe, "--lock", demo.Lock, "--output", folder["out"], "--cache", demo.Cache, "--set", "proof.platforms=[\"kvm\"]", "--set", "modules.include+=-virtio_blk");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error[IC-PRF01]: demo does not have what it takes: kvm\n  virtio-blk disk: virtio_blk is in the kernel's packages and not in the image", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void ABuildWhoseClaimsHoldSaysSoInItsManifest()
    {
        demo.Require();
        using var folder = new TempFolder();
        ToolResult result = ComposerProgram.Run(
            "build", demo.Distro.Recipe, "--lock", demo.Lock, "--output", folder["out"], "--cache", demo.Cache, "--set", "proof.platforms=[\"kvm\"]", "--set", "proof.root=[\"ext4\"]");
        Assert.True(result.ExitCode == 0, result.Error);
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder["out"], "manifest.json")));
        JsonElement[] rows = [.. manifest.RootElement.GetProperty("images")[0].GetProperty("proof").EnumerateArray()];
        Assert.Equal(["boot", "kvm", "ext4"], rows.Select(row => row.GetProperty("name").GetString()));
        Assert.Equal("built-in", rows[2].GetProperty("drivers").GetString());

        // Of an output folder without claims of its own on the command line the recipe's count.
        ToolResult proven = ComposerProgram.Run("prove", folder["out"]);
        Assert.Contains("root ext4", proven.Output, StringComparison.Ordinal);
    }
}
