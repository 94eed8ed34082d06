using InitrdComposer.Config;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config;

/// <summary>The drop-ins of this repository, by the recipe that uses them.</summary>
public sealed class SharedDropInsTests
{
    private static readonly string Path = System.IO.Path.Combine(Checkout.Root, "configs", "virt.toml");

    [Theory]
    [InlineData("fedora", "42", "btrfs-progs", "util-linux")]
    [InlineData("rocky", "9", "util-linux", "btrfs-progs")]
    [InlineData("debian", "trixie", "systemd-repart", "libfdisk")]
    [InlineData("debian", "bookworm", "libfdisk1", "systemd-repart")]
    [InlineData("opensuse", "16.0", "libtss2-esys0", "cryptsetup-libs")]
    public void PackagesAreTheDistributions(string distribution, string release, string has, string lacks)
    {
        Recipe recipe = RecipeReader.Read(Path, new([], [$"distribution={distribution}", $"release={release}"]));
        string[] packages = [.. recipe.Packages.Install.Select(spec => spec.Value)];
        Assert.Contains("systemd", packages);
        Assert.Contains(has, packages);
        Assert.DoesNotContain(lacks, packages);
        Assert.Equal(packages.Distinct(), packages);
    }

    [Theory]
    [InlineData("lvm", "lvm2")]
    [InlineData("raid", "mdadm")]
    [InlineData("network", "systemd-networkd")]
    [InlineData("nfs", "nfs-utils")]
    public void ProfileAddsItsPackages(string profile, string package)
    {
        Assert.DoesNotContain(package, RecipeReader.Read(Path).Packages.Install.Select(spec => spec.Value));
        Assert.Contains(package, RecipeReader.Read(Path, new([profile], [])).Packages.Install.Select(spec => spec.Value));
    }

    [Fact]
    public void AProfileMakesABaseForExtensions()
    {
        string[] needed = ["loop", "dm_mod", "dm_verity", "overlay", "squashfs"];
        Recipe plain = RecipeReader.Read(Path);
        Recipe extensible = RecipeReader.Read(Path, new(["sysext"], []));
        Assert.Subset(extensible.Modules.Include.Select(pattern => pattern.Value).ToHashSet(), needed.ToHashSet());
        Assert.False(needed.ToHashSet().IsSubsetOf(plain.Modules.Include.Select(pattern => pattern.Value)));
        Assert.Equal(ModuleIndex.Kernel, extensible.Modules.Index);
        Assert.Empty(plain.ExtraTrees);
        string preset = System.IO.Path.Combine(Checkout.Root, "configs", Assert.Single(extensible.ExtraTrees).Source.Value, "usr/lib/systemd/system-preset/20-sysext.preset");
        Assert.Subset(File.ReadLines(preset).ToHashSet(), new HashSet<string> { "enable systemd-sysext.service", "enable systemd-confext.service" });
    }

    [Theory]
    [InlineData("fedora", "42", "cryptsetup-libs")]
    [InlineData("debian", "trixie", "libcryptsetup12")]
    [InlineData("opensuse", "16.0", "libcryptsetup12")]
    public void ABaseForExtensionsHasWhatVerityIsSetUpWith(string distribution, string release, string package) => Assert.Contains(
        package, RecipeReader.Read(Path, new(["sysext"], [$"distribution={distribution}", $"release={release}"])).Packages.Install.Select(spec => spec.Value));
}
