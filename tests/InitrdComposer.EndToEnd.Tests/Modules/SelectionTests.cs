using InitrdComposer.Diagnostics;
using InitrdComposer.Modules;
using InitrdComposer.Tree;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.Modules;

/// <summary>What is chosen from Debian 13's kernel, judged by modprobe of kmod 34.</summary>
[Collection(KernelPackageFixture.Name)]
public sealed class SelectionTests(KernelPackageFixture fixture)
{
    private readonly KernelPackage _kernel = fixture.Require();

    [Fact]
    public void EverythingThatModprobeWouldLoadForAChosenModuleIsChosen()
    {
        ModuleSelectionResult result = Select("virtio_blk", "virtio-net", "dm_crypt", "dm_verity", "overlay", "btrfs", "cifs", "/fs/nls/", "raid[0-9]*", "crypto/", "ext4");
        string[] chosen = [.. result.Modules.Select(module => module.Name)];
        string[] loaded = [.. _kernel.Distro.Kmod34("modprobe").Run(["-C", "none", "-d", _kernel.Root, "-S", _kernel.Version, "--show-depends", "-a", .. chosen])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith("insmod ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[1][_kernel.Root.Length..].Replace("/lib/modules", "/usr/lib/modules", StringComparison.Ordinal))];
        Assert.True(loaded.Length >= chosen.Length);
        Assert.Empty(loaded.Where(path => !result.Tree.Contains(RootPath.Of(path))).Distinct());
    }

    [Fact]
    public void APatternChoosesWhatItNamesAndNoMore()
    {
        // failover and net_failover by symbols; nothing else (modprobe --show-depends virtio_net).
        Assert.Equal(["failover", "net_failover", "virtio_net"], Select("virtio_net").Modules.Select(module => module.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void QemusNamesForDisksAreExplained()
    {
        ComposerException e = Assert.Throws<ComposerException>(() => Select("virtio_blk", "scsi-hd"));
        Assert.Contains("sd_mod", e.Hint);
    }

    private ModuleSelectionResult Select(params string[] patterns) => KernelModules.Select(
        RootTree.Empty, _kernel.Catalog, new([.. patterns.Select(pattern => new Located<string>(pattern, new SourceLocation("recipe.toml")))], []));
}
