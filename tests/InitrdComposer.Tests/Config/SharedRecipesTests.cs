using System.Collections.Immutable;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Config;

/// <summary>The recipes of this repository, with the distributions and drop-ins that they use.</summary>
public sealed class SharedRecipesTests
{
    private static readonly string Path = Config("base");

    public static TheoryData<string, string> RecipesAndDistributions => new MatrixTheoryData<string, string>(
        ["base", "virt", "virt-2022", "bare-metal"], ["fedora", "centos", "opensuse", "azure", "debian"]);

    [Theory]
    [InlineData("fedora", "42", "btrfs-progs", "util-linux")]
    [InlineData("rocky", "9", "util-linux", "btrfs-progs")]
    [InlineData("debian", "trixie", "systemd-repart", "libfdisk")]
    [InlineData("debian", "bookworm", "dmsetup", "systemd-repart")]
    [InlineData("opensuse", "16.0", "libtss2-esys0", "cryptsetup-libs")]
    public void PackagesAreTheDistributions(string distribution, string release, string has, string lacks)
    {
        Recipe recipe = RecipeReader.Read(Path, new([distribution is "rocky" ? "centos" : distribution], [$"distribution={distribution}", $"release={release}"]));
        string[] packages = [.. recipe.Packages.Install.Select(spec => spec.Value)];
        Assert.Contains("systemd", packages);
        Assert.Contains(has, packages);
        Assert.DoesNotContain(lacks, packages);
        Assert.Equal(packages.Distinct(), packages);
    }

    [Theory]
    [InlineData("lvm", "lvm2", "device-mapper-persistent-data")]
    [InlineData("raid", "mdadm")]
    [InlineData("network", "systemd-networkd", "systemd-resolved")]
    [InlineData("nfs", "nfs-utils", "systemd-networkd")]
    [InlineData("iscsi", "iscsi-initiator-utils", "systemd-networkd")]
    [InlineData("nvme-of", "nvme-cli", "systemd-networkd")]
    [InlineData("multipath", "device-mapper-multipath")]
    [InlineData("plymouth", "plymouth", "plymouth-system-theme")]
    [InlineData("crypt", "libcryptsetup.so.12()(64bit)")]
    [InlineData("tpm2", "libtss2-esys.so.0()(64bit)", "libcryptsetup.so.12()(64bit)")]
    [InlineData("fido2", "libfido2.so.1()(64bit)", "libcryptsetup.so.12()(64bit)")]
    [InlineData("pkcs11", "libp11-kit.so.0()(64bit)", "libcryptsetup.so.12()(64bit)")]
    public void AFeatureBringsItsPackages(string profile, params string[] packages)
    {
        Assert.Empty(packages.Intersect(Packages("base", "fedora")));
        Assert.Empty(packages.Except(Packages("base", "fedora", profile)));
    }

    /// <summary>Whatever a kernel or a distribution lacks, the recipe itself is read.</summary>
    [Theory]
    [MemberData(nameof(RecipesAndDistributions))]
    public void EveryRecipeIsReadForEveryDistribution(string recipe, string distribution)
    {
        Recipe read = RecipeReader.Read(Config(recipe), new([distribution], []));
        Assert.Equal(distribution, read.Distribution);
        Assert.NotEmpty(read.Repositories);
        Assert.Contains("systemd", read.Packages.Install.Select(spec => spec.Value));
    }

    [Fact]
    public void WithoutDistributionTheProfilesThatHaveRepositoriesAreNamed()
    {
        var error = Assert.Throws<ComposerException>(() => RecipeReader.Read(Path));
        Assert.Equal("choose a profile that has some: azure, centos, debian, fedora, opensuse", error.Hint);
    }

    [Fact]
    public void AProfileMakesABaseForExtensions()
    {
        string[] needed = ["loop", "dm_mod", "dm_verity", "overlay", "squashfs"];
        Recipe plain = RecipeReader.Read(Path, new(["fedora"], ["modules.include="]));
        Recipe extensible = RecipeReader.Read(Path, new(["fedora", "sysext"], []));
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
        package, RecipeReader.Read(Path, new(["sysext", distribution], [$"release={release}"])).Packages.Install.Select(spec => spec.Value));

    private static string Config(string name) => System.IO.Path.Combine(Checkout.Root, "configs", $"{name}.toml");

    private static IEnumerable<string> Packages(string recipe, params ImmutableArray<string> profiles) =>
        RecipeReader.Read(Config(recipe), new(profiles, [])).Packages.Install.Select(spec => spec.Value);
}
