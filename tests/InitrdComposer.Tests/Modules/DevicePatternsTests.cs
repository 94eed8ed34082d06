using InitrdComposer.Diagnostics;
using InitrdComposer.Modules;
using Xunit;

namespace InitrdComposer.Tests.Modules;

public sealed class DevicePatternsTests
{
    private const string Device = "pci:v00001AF4d00001000sv00001AF4sd00000001bc02sc00i00";

    [Fact]
    public void ADevicesModulesComeForItsModalias()
    {
        Assert.Equal(["tiny_user", "tiny_base"], Names(TinyKernel.Select($"modalias:{Device}")));
        Assert.Equal(["tiny_hash_fast"], Names(TinyKernel.Select("modalias:crypto-tiny-hash")).Where(name => name == "tiny_hash_fast"));
        Assert.DoesNotContain("tiny_user", Names(TinyKernel.Select("tiny_user", "tiny_weak", $"-modalias:{Device}")));
    }

    [Fact]
    public void ADeviceThatNothingServesIsAnErrorUnlessItIsOptionalOrItsDriverIsBuiltIn()
    {
        var exception = Assert.Throws<ComposerException>(() => TinyKernel.Select("*", "modalias:pci:v0000FFFFd00000000sv0sd0bc0sc0i0"));
        Assert.Equal("IC-MOD01", exception.Id.ToString());
        Assert.Empty(TinyKernel.Select("?modalias:pci:v0000FFFFd00000000sv0sd0bc0sc0i0", "modalias:of:NethernetTnetCtiny,built-in", "modalias:fs-ext9").Modules);
    }

    [Fact]
    public void ModulesOfAMachineThatTheKernelLacksOrHasBuiltInAreNotes()
    {
        ModuleSelectionResult result = TinyKernel.Select("host:tiny_weak", "host:ext9", "host:tiny_built_in", "host:gone", "host:gone_too", $"host:modalias:{Device}", "host:modalias:pci:v0");
        Assert.Equal(["tiny_base", "tiny_user", "tiny_weak"], Names(result).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["of the host's modules kernel 6.1.0-tiny has built in: ext9, tiny_built_in", "of the host's modules kernel 6.1.0-tiny has none called gone, gone_too"],
            result.Notices.Select(notice => notice.Message).Where(message => message.StartsWith("of the host", StringComparison.Ordinal)));
        Assert.Equal("host:tiny_weak", Assert.IsType<ModuleReason.Pattern>(result.Modules.Single(module => module.Name == "tiny_weak").Reason).Source.Value);
    }

    private static IEnumerable<string> Names(ModuleSelectionResult result) => result.Modules.Select(module => module.Name);
}
